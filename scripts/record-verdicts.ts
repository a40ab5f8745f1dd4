// `SLICEWARD_KUBERNETES=1.36 node scripts/record-verdicts.ts`: records that API server's verdicts on the cases in
// test/fixtures/kubernetes. `--kind endpoints` does it for v1 Endpoints instead of slices. `--cases` makes new cases
// first (then record all versions anew), from the seed of `--seed`. Without a server, `--differences` prints where
// versions disagree.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../src/model/kubernetes-version.ts';
import { assets } from '../test/control-plane/assets.ts';
import { startControlPlane } from '../test/e2e/harness/control-plane.ts';
import { Judge } from '../test/control-plane/judge.ts';
import {
  CASE_KINDS,
  readCases,
  readVerdicts,
  writeCases,
  writeVerdicts,
  type Case,
  type CaseKind,
  type Verdict,
} from '../test/control-plane/verdicts.ts';
import { addressFor } from '../test/oracle/addresses.ts';
import { KNOWN_ENDPOINTS } from '../test/oracle/known-endpoints.ts';
import { anyEndpoints, anyEndpointsUpdate } from '../test/oracle/endpoints.ts';
import { slices } from '../test/oracle/slices.ts';
import { updates } from '../test/oracle/updates.ts';

const CREATES = 2500;
const UPDATES = 800;
/**
 * Of slices with one address, every second an odd one, and nothing else of interest: its spelling is what versions
 * disagree about most.
 */
const ADDRESSES = 1000;
const RETAINED_ADDRESSES = 300;

const ENDPOINTS_CREATES = 1200;
const ENDPOINTS_UPDATES = 500;

/** Characters; and how many larger ones of each kind to keep: `npm test` reads them all. */
const LARGE = 10_000;
const MOST_LARGE = 30;

const PLAIN = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'plain', namespace: 'default' },
};

const oneAddress = fc
  .constantFrom('IPv4', 'IPv6', 'FQDN')
  .chain((addressType) =>
    addressFor(addressType, 2).map((address) => ({ ...PLAIN, addressType, endpoints: [{ addresses: [address] }] })),
  );
/** What an older server let in, while a label changes or another endpoint comes. */
const retainedAddress = fc.tuple(oneAddress, fc.boolean(), oneAddress).map(([stored, isKept, other]) => ({
  stored,
  value: isKept
    ? { ...stored, metadata: { ...stored.metadata, labels: { a: 'b' } } }
    : { ...stored, endpoints: [...stored.endpoints, ...other.endpoints] },
}));

/** Two limits together, which chance seldom draws: 1.37 goes on to the addresses of too many endpoints. */
const limits = [1000, 1001].flatMap((endpoints) =>
  [0, 100, 101].map((addresses) => ({
    ...PLAIN,
    addressType: 'IPv4',
    endpoints: Array.from({ length: endpoints }, (_, index) => ({
      addresses: Array.from({ length: index < 9 ? addresses : 1 }, () => '10.0.0.1'),
    })),
  })),
);

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'slices' },
    cases: { type: 'boolean', default: false },
    seed: { type: 'string', default: '20250101' },
    differences: { type: 'boolean', default: false },
  },
});

const kind: CaseKind = kindNamed(values.kind);

if (values.differences) printDifferences();
else await record();

async function record(): Promise<void> {
  await assets();
  const plane = await startControlPlane();
  const judge = new Judge(plane);
  try {
    const version = await judge.version();
    const cases = values.cases ? await judged(drawCases(Number(values.seed)), judge) : readCases(kind);
    const verdicts: Verdict[] = [];
    for (const each of cases) {
      const verdict = await judge.judge(each);
      if (verdict === undefined) throw new Error(`${version} does not judge ${JSON.stringify(each).slice(0, 1000)}`);
      verdicts.push(verdict);
    }
    if (values.cases) writeCases(kind, cases);
    const refused = verdicts.filter((verdict) => verdict.refused !== undefined);
    console.log(
      `${writeVerdicts(kind, version, verdicts)}: ${cases.length} cases, ${cases.length - refused.length} accepted, ` +
        `${refused.length} refused`,
    );
    for (const [reason, count] of counted(
      refused.flatMap((verdict) => (verdict.refused ?? []).map((cause) => cause.slice(0, cause.indexOf(' ')))),
    ))
      console.log(`  ${reason} ${count}`);
  } finally {
    await judge.close();
    await plane.stop(false);
  }
}

function kindNamed(name: string): CaseKind {
  const known = CASE_KINDS.find((each) => each === name);
  if (known === undefined) throw new Error(`--kind ${name}: known are ${CASE_KINDS.join(', ')}`);
  return known;
}

/** The generator may change; the cases are stored, so that all versions are asked the same. */
function drawCases(seed: number): readonly Case[] {
  const draw = <Drawn>(arbitrary: fc.Arbitrary<Drawn>, numRuns: number): readonly Drawn[] => {
    let large = 0;
    return fc
      .sample(arbitrary, { seed, numRuns })
      .filter((drawn) => JSON.stringify(drawn).length < LARGE || large++ < MOST_LARGE);
  };
  if (kind === 'endpoints') {
    const created = draw(anyEndpoints, ENDPOINTS_CREATES).map((value) => ({ value }));
    return [...KNOWN_ENDPOINTS, ...created, ...draw(anyEndpointsUpdate, ENDPOINTS_UPDATES)];
  }
  const creates = [...limits, ...draw(slices, CREATES), ...draw(oneAddress, ADDRESSES)].map((value) => ({ value }));
  return [...creates, ...draw(updates, UPDATES), ...draw(retainedAddress, RETAINED_ADDRESSES)];
}

/**
 * The cases that get as far as validation. What an API server refuses before, in decoding or routing, is the same in
 * all versions and not what the fixtures are for.
 */
async function judged(cases: readonly Case[], judge: Judge): Promise<readonly Case[]> {
  const kept: Case[] = [];
  for (const each of cases) if ((await judge.judge(each)) !== undefined) kept.push(each);
  return kept;
}

function printDifferences(): void {
  const verdicts = KUBERNETES_VERSIONS.map((version) => ({ version, of: readVerdicts(kind, version) }));
  for (const [index, newer] of verdicts.entries()) {
    const older = verdicts[index - 1];
    if (older !== undefined) printDifference(older, newer);
  }
}

interface VerdictsOf {
  readonly version: KubernetesVersion;
  readonly of: readonly Verdict[];
}

function printDifference(older: VerdictsOf, newer: VerdictsOf): void {
  const pairs = older.of.map((before, index) => ({ before, after: newer.of[index] ?? {} }));
  const differing = pairs.filter(({ before, after }) => String(before.refused) !== String(after.refused));
  const reversed = differing.filter(
    ({ before, after }) => (before.refused === undefined) !== (after.refused === undefined),
  );
  const warned = pairs.filter(({ before, after }) => String(before.warnings) !== String(after.warnings));
  console.log(
    `${older.version} and ${newer.version}: of ${pairs.length} cases ${differing.length} have another verdict ` +
      `(${reversed.length} accepted by one of them), ${warned.length} other warnings`,
  );
  const changes = differing.flatMap(({ before, after }) => [
    ...minus('-', before.refused, after.refused),
    ...minus('+', after.refused, before.refused),
  ]);
  for (const [change, count] of counted(changes)) console.log(`  ${change} ${count}`);
}

/** The causes of `left` that `right` lacks, without indexes and each with its sign. */
function minus(sign: string, left: readonly string[] = [], right: readonly string[] = []): string[] {
  const rest = [...right];
  const lacking = left.filter((cause) => {
    const at = rest.indexOf(cause);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  return lacking.map((cause) => `${sign} ${cause.replaceAll(/\[\d+\]/g, '[]')}`);
}

function counted(words: readonly string[]): readonly (readonly [string, number])[] {
  return [...Map.groupBy(words, (word) => word)]
    .map(([word, all]) => [word, all.length] as const)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}
