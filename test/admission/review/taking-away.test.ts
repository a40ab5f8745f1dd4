// Over random updates: one that only removes something is never denied, and no bad address gets further undenied.
import { describe, expect, it } from 'vitest';
import { holdsTooManyValues } from '../../../src/admission/review/json-values.ts';
import { judge } from '../../../src/admission/review/judge.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { RULES } from '../../../src/rules/index.ts';
import { FULL, pick, random, scaled, SEED, type Random } from '../../drills/support/scale.ts';
import {
  badGetsFurther,
  canonical,
  hasBad,
  isTakenAway,
  largeSubset,
  LEADER,
  manySubsets,
  randomMetadata,
  randomSubsets,
  routesOf,
  SKIP_MIRROR,
  takeAway,
  type RawEndpoints,
  type RawSubset,
} from '../endpoints-updates.ts';
import { body } from '../reviews.ts';

/** Other consumers read it then. */
const PROXY = 'service.kubernetes.io/service-proxy-name';
const KIND = { group: '', version: 'v1', kind: 'Endpoints' };

/** Everything that strict asks for, and what only records elsewhere denies as well. */
const HARD = `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: hard}
spec:
  preset: strict
  enforcement: deny
  rules:
    mass-change: {action: deny}
    canonical-address: {action: deny}
    explicit-conditions: {action: deny}
    endpoint-limit: {action: deny, options: {max: 2}}
    object-size: {action: deny, options: {max: 300}}
`;
const strict = loadPolicies([], { rules: RULES, sha256, preset: 'strict' });
const hard = loadPolicies([{ file: 'hard.yaml', text: HARD }], { rules: RULES, sha256 });
const SETS = [loadPolicies([], { rules: RULES, sha256 }), strict, hard] as const;
const USERS = ['jane', 'system:serviceaccount:shop:operator', 'system:admin'] as const;

interface Update {
  readonly kind?: object;
  readonly oldObject: object;
  readonly object: object;
}

/** The review of an update by one of the users. */
function reviewOf(next: Random, update: Update): Buffer {
  return body({ operation: 'UPDATE', name: 'web', user: pick(next, USERS), ...update });
}

type Answered = ReturnType<typeof judge>;

/** What the answer to one of the users is under each policy, or under some. */
function answers(update: Buffer, sets: readonly PolicySet[] = SETS): readonly Answered[] {
  return sets.map((set) => judge(update, set, sha256));
}

function denials(answered: readonly Answered[]): readonly string[] {
  return answered.flatMap(({ allowed, body: text }) => (allowed ? [] : [JSON.parse(text).response.status.message]));
}

/** Shows the beginning of the first. */
function expectNone(wrong: readonly unknown[]): void {
  expect(wrong.slice(0, 1).map((each) => JSON.stringify(each).slice(0, 5000))).toEqual([]);
}

function print(what: string, figures: object): void {
  console.log(`${what}, seed ${SEED}: ${JSON.stringify(figures)}`);
}

function endpoints(metadata: RawEndpoints['metadata'], subsets: readonly RawSubset[]): RawEndpoints {
  return { kind: 'Endpoints', apiVersion: 'v1', metadata, subsets };
}

/** As they are written, or as the API server stores them. */
function stored(next: Random, subsets: readonly RawSubset[]): readonly RawSubset[] {
  return next() < 0.5 ? subsets : canonical(subsets);
}

describe('updates of v1 Endpoints', () => {
  it('are not denied where they only remove something, and are denied where a bad address gets further', () => {
    const next = random(SEED);
    const wrong: unknown[] = [];
    const figures = { updates: 0, takingAway: 0, further: 0, moved: 0, denied: 0 };
    const count = FULL ? 20_000 : 500;
    for (let round = 0; round < count; round++) {
      const metadata = randomMetadata(next);
      const old = stored(next, randomSubsets(next, pick(next, [3, 6, 12])));
      const now = stored(next, next() < 0.8 ? takeAway(next, old) : randomSubsets(next, 4));
      const moved = next() < 0.1 ? { ...metadata, labels: { ...metadata.labels, [PROXY]: 'mesh' } } : metadata;
      const update = { kind: KIND, oldObject: endpoints(metadata, old), object: endpoints(moved, now) };
      const [before, after] = [routesOf(old), routesOf(now)];
      const denied = denials(answers(reviewOf(next, update)));
      figures.updates++;
      if (denied.length > 0) figures.denied++;
      if (moved === metadata && isTakenAway(before, after)) {
        figures.takingAway++;
        if (denied.length > 0) wrong.push([denied, update]);
      }
      if (badGetsFurther(before, after) || (moved !== metadata && hasBad(after))) {
        figures[moved === metadata ? 'further' : 'moved']++;
        if (denied.length < SETS.length) wrong.push([denied, update]);
      }
    }
    print('Updates of small Endpoints', figures);
    expectNone(wrong);
    expect(figures.takingAway).toBeGreaterThan(count / 4);
    expect(figures.further).toBeGreaterThan(count / 20);
    expect(figures.moved).toBeGreaterThan(count / 100);
  }, 600_000);

  it('may be relabelled and made smaller, however large, but do not begin to be mirrored unjudged', () => {
    const next = random(SEED + 1);
    const wrong: unknown[] = [];
    const figures = { updates: 0, stillTooMuch: 0, relabelled: 0, further: 0, losing: 0 };
    const count = FULL ? 300 : 16;
    for (let round = 0; round < count; round++) {
      const { kind, annotation, subsets } = randomTooMuch(next, round);
      const old = stored(next, subsets);
      const metadata = randomMetadata(next, 0.4);
      const before = { ...metadata, annotations: { ...metadata.annotations, ...annotation } };
      const now = stored(next, round % 4 > 0 ? takeAway(next, old) : [...old, ...randomSubsets(next, 4)]);
      const after =
        next() < 0.5
          ? { ...before, labels: { ...before.labels, team: 'other', ...randomMetadata(next).labels } }
          : before;
      const changed = round % 3 === 0 ? withoutKeeper(after) : after;
      const review = reviewOf(next, { kind: KIND, oldObject: endpoints(before, old), object: endpoints(changed, now) });
      // Nothing of it is read then.
      if (holdsTooManyValues(review)) continue;
      const answered = answers(review, [pick(next, SETS)]);
      const [was, is] = [routesOf(old), routesOf(now)];
      const unjudged = answered.filter(({ decision }) => decision === undefined).length;
      const loses = changed !== after && (SKIP_MIRROR in before.labels || LEADER in before.annotations);
      figures.updates++;
      if (unjudged > 0) figures.stillTooMuch++;
      if (isTakenAway(was, is) && !loses) {
        if (after !== before) figures.relabelled++;
        if (denials(answered).length > 0) wrong.push([denials(answered), kind]);
      } else if ((loses && unjudged > 0) || badGetsFurther(was, is)) {
        figures[loses ? 'losing' : 'further']++;
        if (denials(answered).length === 0) wrong.push([loses, kind]);
      }
    }
    print('Updates of Endpoints over the bounds', figures);
    expectNone(wrong);
    for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0);
  }, 600_000);
});

/** Over each of the bounds: endpoints, slices, ports that share addresses, copied metadata. */
function randomTooMuch(
  next: Random,
  round: number,
): {
  readonly kind: string;
  readonly annotation: Readonly<Record<string, string>>;
  readonly subsets: readonly RawSubset[];
} {
  const kind = (['endpoints', 'slices', 'ports', 'metadata', 'slices'] as const)[round % 5] ?? 'slices';
  const annotation: Record<string, string> = kind === 'metadata' ? { note: 'x'.repeat(200_000) } : {};
  if (kind === 'metadata') return { kind, annotation, subsets: manySubsets(next, 400, 0) };
  if (kind === 'ports') return { kind, annotation, subsets: manySubsets(next, 300, 500) };
  if (kind === 'slices') return { kind, annotation, subsets: manySubsets(next, 1100, 0) };
  const ports = randomSubsets(next, 3).slice(0, 2);
  return { kind, annotation, subsets: [...ports, largeSubset(next, 20_001 + Math.floor(next() * 9000))] };
}

function withoutKeeper(metadata: RawEndpoints['metadata']): RawEndpoints['metadata'] {
  const without = (map: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
  return {
    ...metadata,
    labels: without(metadata.labels, SKIP_MIRROR),
    annotations: without(metadata.annotations, LEADER),
  };
}

describe('updates of EndpointSlices', () => {
  it('are not denied where they only remove endpoints or change nothing about them', () => {
    const next = random(SEED + 2);
    const wrong: unknown[] = [];
    const figures = { updates: 0, sizes: 0, deniedAsNew: 0 };
    const count = FULL ? 2500 : 80;
    for (let round = 0; round < count; round++) {
      const old = randomSlice(next);
      const object = {
        ...old,
        metadata: { ...old.metadata, ...randomAround(next) },
        endpoints: fewer(next, old.endpoints),
      };
      const denied = denials(answers(reviewOf(next, { oldObject: old, object })));
      if (denied.length > 0) wrong.push([denied, old, object]);
      figures.updates++;
      figures.sizes += old.endpoints.length;
      if (!judge(body({ object, user: 'jane' }), strict, sha256).allowed) figures.deniedAsNew++;
    }
    print('Updates of slices', figures);
    expectNone(wrong);
    expect(figures.deniedAsNew).toBeGreaterThan(count / 2);
  }, 600_000);

  it('are denied where a bad address is new, gets another port or another Service', () => {
    const next = random(SEED + 4);
    const wrong: unknown[] = [];
    const bad = { addresses: ['127.0.0.1'], conditions: { ready: true } };
    const count = scaled(300);
    let denied = 0;
    for (let round = 0; round < count; round++) {
      const old = { ...randomSlice(next), addressType: 'IPv4' };
      const was = { ...old, endpoints: [...old.endpoints, bad].slice(-900) };
      const updates = [
        {
          oldObject: old,
          object: { ...old, endpoints: [...old.endpoints.slice(0, 900), { ...bad, addresses: ['127.9.9.9'] }] },
        },
        { oldObject: was, object: { ...was, ports: [{ name: 'other', port: 22, protocol: 'TCP' }] } },
        {
          oldObject: was,
          object: { ...was, metadata: { ...was.metadata, labels: { 'kubernetes.io/service-name': 'other' } } },
        },
        {
          oldObject: { ...was, endpoints: [{ ...bad, conditions: { ready: false } }] },
          object: { ...was, endpoints: [bad] },
        },
      ];
      for (const update of updates) {
        if (denials(answers(reviewOf(next, update))).length < SETS.length) wrong.push(update);
        else denied++;
      }
    }
    expectNone(wrong);
    expect(denied).toBe(count * 4);
  }, 600_000);

  it('are not denied where endpoints do not change, although there are more than an API server stores', () => {
    const next = random(SEED + 3);
    const old = { ...randomSlice(next), endpoints: Array.from({ length: 1500 }, () => randomEndpoint(next)) };
    const object = { ...old, metadata: { ...old.metadata, finalizers: ['example.com/hold'] } };
    expect(judge(body({ object }), strict, sha256).allowed).toBe(false);
    expect(denials(answers(reviewOf(next, { oldObject: old, object })))).toEqual([]);
  });
});

interface RandomSlice {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: object;
  readonly addressType: string;
  readonly endpoints: readonly RandomEndpoint[];
  readonly ports: readonly object[];
}

interface RandomEndpoint {
  readonly addresses: readonly string[];
  readonly conditions: Readonly<Record<string, boolean>>;
}

function randomSlice(next: Random): RandomSlice {
  const addressType = pick(next, ['IPv4', 'IPv4', 'IPv6', 'FQDN']);
  const size = pick(next, [0, 1, 3, 10, 30, 100, 100, 1000]);
  const labels = {
    ...(next() < 0.7 && { 'kubernetes.io/service-name': 'web' }),
    ...(next() < 0.5 && {
      'endpointslice.kubernetes.io/managed-by': pick(next, ['endpointslice-controller.k8s.io', 'me']),
    }),
    ...(next() < 0.2 && { 'multicluster.kubernetes.io/service-name': 'web' }),
  };
  const ports = Array.from({ length: Math.floor(next() * 4) }, (_, index) => ({
    ...(next() < 0.7 && { name: `p${index}` }),
    ...(next() < 0.8 && { port: pick(next, [80, 0, 70_000]) }),
    protocol: 'TCP',
  }));
  const endpoint = (): RandomEndpoint => randomEndpoint(next);
  return {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: { name: 'web', namespace: 'shop', labels },
    addressType,
    endpoints: Array.from({ length: size }, endpoint),
    ports,
  };
}

function randomEndpoint(next: Random): RandomEndpoint {
  const usual = `10.1.${Math.floor(next() * 256)}.${Math.floor(next() * 256)}`;
  const address = (): string =>
    pick(next, [usual, usual, '127.0.0.1', '169.254.169.254', 'FD00::0:1', 'localhost', '010.1.1.1']);
  return {
    addresses: Array.from({ length: next() < 0.1 ? 3 : 1 }, address),
    conditions: { ...(next() < 0.7 && { ready: next() < 0.7 }), ...(next() < 0.2 && { terminating: true }) },
    ...(next() < 0.1 && { hostname: 'Not_A_Label' }),
    ...(next() < 0.2 && { targetRef: { kind: 'Pod', namespace: 'other', name: 'p' } }),
    ...(next() < 0.2 && { hints: { forZones: [{ name: '' }] } }),
  };
}

/** Some of them, in any order, some of these no longer ready. */
function fewer(next: Random, all: readonly RandomEndpoint[]): readonly RandomEndpoint[] {
  const keep = pick(next, [1, 1, 0.9, 0.2]);
  const kept = all.filter(() => next() < keep);
  const unready = kept.map((endpoint) =>
    next() < 0.1 ? { ...endpoint, conditions: { ...endpoint.conditions, ready: false, serving: false } } : endpoint,
  );
  return next() < 0.3 ? unready.toReversed() : unready;
}

/** What is beside the labels. */
function randomAround(next: Random): object {
  return {
    ...(next() < 0.3 && { finalizers: ['example.com/hold'] }),
    ...(next() < 0.3 && { annotations: { note: 'x'.repeat(500) } }),
    ...(next() < 0.2 && {
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: '1', controller: true }],
    }),
    ...(next() < 0.2 && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
  };
}
