// What an address is if not an ordinary backend: the strongest result of the special ranges that contain it, and of
// those that contain an IPv4 address embedded in it.
import { makeRangeTable, prefixOf, type RangeEntry, type RangeSet } from './cidr.ts';
import { embeddedIpv4s, type EmbeddedIpv4 } from './embedded-ipv4.ts';
import type { Ip } from './ip.ts';
import { SPECIAL_RANGES, type SpecialUse } from './special-ranges.ts';

/** The result for an address in a special range, or in a range that the policy denies. */
export interface Denial {
  readonly id: SpecialUse | 'custom' | 'metadata-in-network';
  readonly range: string;
  readonly name: string;
  /** The reason that the policy gives for its own range, as the end of a clause. */
  readonly why: string;
  /** The entry of `networks` in the policy that contains an address which is reported nevertheless. */
  readonly network?: string;
}

export interface Verdict {
  readonly denial: Denial;
  /** The address that the text hides, if any. */
  readonly embedded: EmbeddedIpv4 | undefined;
}

/**
 * Ranges that do no harm by themselves, some of which are pod ranges somewhere: all other ranges and `networks` take
 * precedence.
 */
const MILD: ReadonlySet<Denial['id']> = new Set<Denial['id']>([
  'documentation',
  'reserved',
  'benchmarking',
  'discard',
  'protocol',
  'site-local',
]);

/**
 * Single addresses of one cloud that may be a pod elsewhere: kops gives pods 100.96.0.0/11, which contains
 * 100.100.100.200 of Alibaba Cloud.
 */
const OF_CLOUDS: ReadonlySet<Denial['id']> = new Set<Denial['id']>(['metadata', 'cloud-service']);

/**
 * Makes the function that judges an address. `own` are ranges that are denied in addition to the special ones; of equal
 * ranges the first one counts. Nearly every address takes two look-ups.
 */
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
  // What else contains an address that belongs to some cloud.
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
    // A pod never has a link-local address, whatever the policy says.
    if (other?.id === 'link-local') return denial;
    return other ?? (denial.id === 'metadata' ? { ...denial, id: 'metadata-in-network', network } : undefined);
  }

  return (ip) => {
    // A mapped address is the IPv4 address embedded in it, which is judged below.
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

/** In the order of the actions in the presets. */
function strength({ id }: Denial): number {
  if (id === 'metadata-in-network') return 1;
  return MILD.has(id) ? 2 : 3;
}
