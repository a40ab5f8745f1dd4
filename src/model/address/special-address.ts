// What an address is beside a backend's: the strongest of what its ranges say, and those of the IPv4 addresses embedded in it.
import { makeRangeTable, prefixOf, type RangeEntry, type RangeSet } from './cidr.ts';
import { embeddedIpv4s, type EmbeddedIpv4 } from './embedded-ipv4.ts';
import type { Ip } from './ip.ts';
import { SPECIAL_RANGES, type SpecialUse } from './special-ranges.ts';

/** What is said of an address in a special range, or in one of the policy's own. */
export interface Denial {
  readonly id: SpecialUse | 'custom' | 'metadata-in-network';
  readonly range: string;
  readonly name: string;
  /** The policy's reason for a range of its own, as the end of a clause. */
  readonly why: string;
  /** Which of the policy's `networks` holds an address that is reported all the same. */
  readonly network?: string;
}

export interface Verdict {
  readonly denial: Denial;
  /** The address meant, where the text shows another. */
  readonly embedded: EmbeddedIpv4 | undefined;
}

/** Ranges that harm nobody by themselves, some of which are pod ranges somewhere: they yield to every other range and to `networks`. */
const MILD: ReadonlySet<Denial['id']> = new Set<Denial['id']>([
  'documentation',
  'reserved',
  'benchmarking',
  'discard',
  'protocol',
  'site-local',
]);

/** Single addresses of one cloud, which elsewhere may be a pod's: kops gives pods 100.96.0.0/11, which holds Alibaba's 100.100.100.200. */
const OF_CLOUDS: ReadonlySet<Denial['id']> = new Set<Denial['id']>(['metadata', 'cloud-service']);

/** Judges addresses; `own` are ranges denied beside the special ones, of equal ranges the first. Two look-ups in tables for nearly every address. */
export function makeAddressJudge(
  own: readonly RangeEntry<Denial>[],
  networks: ReadonlyMap<string, RangeSet>,
): (ip: Ip) => Verdict | undefined {
  const special = SPECIAL_RANGES.map(({ range, use, name }) => ({
    prefix: prefixOf(range),
    value: { id: use, range, name, why: '' },
  }));
  const entries: readonly RangeEntry<Denial>[] = [...own, ...special.filter(({ value }) => !MILD.has(value.id))];
  const firm = makeRangeTable(entries);
  // What else holds an address that is some cloud's.
  const beside = makeRangeTable(entries.filter(({ value }) => !OF_CLOUDS.has(value.id)));
  const soft = makeRangeTable<Denial>(special.filter(({ value }) => MILD.has(value.id)));
  const named = [...networks];

  function networkOf(ip: Ip): string | undefined {
    return named.find(([, network]) => network.contains(ip))?.[0];
  }

  function find(ip: Ip): Denial | undefined {
    const denial = firm.find(ip);
    if (denial === undefined) return findSoft(ip);
    return OF_CLOUDS.has(denial.id) ? findOfCloud(ip, denial) : denial;
  }

  function findSoft(ip: Ip): Denial | undefined {
    const denial = soft.find(ip);
    return denial && networkOf(ip) === undefined ? denial : undefined;
  }

  function findOfCloud(ip: Ip, denial: Denial): Denial | undefined {
    const network = networkOf(ip);
    if (network === undefined) return denial;
    const other = beside.find(ip);
    // No pod has a link-local address, whatever the policy says.
    if (other?.id === 'link-local') return denial;
    return other ?? (denial.id === 'metadata' ? { ...denial, id: 'metadata-in-network', network } : undefined);
  }

  return (ip) => {
    // A mapped address is its IPv4 address, which is the one embedded in it.
    const direct = ip.mapped ? undefined : find(ip);
    let strongest: Verdict | undefined = direct && { denial: direct, embedded: undefined };
    for (const embedded of embeddedIpv4s(ip)) {
      const denial = find(embedded.ip);
      if (denial !== undefined && (strongest === undefined || strength(denial) > strength(strongest.denial)))
        strongest = { denial, embedded };
    }
    return strongest;
  };
}

/** By the actions of the presets. */
function strength({ id }: Denial): number {
  if (id === 'metadata-in-network') return 1;
  return MILD.has(id) ? 2 : 3;
}
