// Updates that only remove: by cases through the engine, and against a naive model.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/model/slice.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { Identities } from '../../../src/policy/evaluate/identities.ts';
import {
  addsNoEndpoint,
  isShrinking,
  MAX_READINESS,
  readiness,
  samePorts,
  withinOf,
} from '../../../src/policy/evaluate/shrinking.ts';
import { load, slice, update, type SliceParts } from '../fixtures.ts';
import { canPair, conditions, decode, visibility, written } from './support.ts';

const recommended = load('  preset: recommended\n');

describe('shrinking', () => {
  const old = { addresses: ['127.0.0.1', '127.0.0.2', '10.0.0.1'] };
  const ready = (addresses: string[], ...flags: boolean[]) => ({
    endpoints: addresses.map((address, index) => ({
      addresses: [address],
      conditions: { ready: flags[index] ?? true },
    })),
  });

  it.each([
    ['one endpoint less', { addresses: ['127.0.0.1', '127.0.0.2'] }],
    ['another order', { addresses: ['127.0.0.2', '127.0.0.1', '10.0.0.1'] }],
    ['less ready', ready(['127.0.0.1', '127.0.0.2', '10.0.0.1'], false, true, true)],
    ['only annotations and finalizers', { ...old, metadata: { annotations: { a: 'b' }, finalizers: [] } }],
  ])('caps at warn: %s', (_what, now) => {
    const decision = evaluate(recommended, update(old, now));
    expect(decision.allowed).toBe(true);
    expect(decision.findings[0]).toMatchObject({ action: 'warn', actionBefore: 'deny', capped: 'shrinking' });
  });

  it.each([
    ['a label too', { addresses: ['127.0.0.1'], labels: { 'kubernetes.io/service-name': 'other' } }],
    ['a port too', { addresses: ['127.0.0.1'], ports: [{ port: 81 }] }],
    ['a new endpoint', { addresses: ['127.0.0.1', '127.0.0.3'] }],
    ['a second copy', { addresses: ['127.0.0.1', '127.0.0.1'] }],
    ['another node', { endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true }, nodeName: 'n2' }] }],
  ])('is not: %s', (_what, now) => {
    expect(evaluate(recommended, update(old, now)).findings[0]?.capped).not.toBe('shrinking');
  });

  it('is not: no longer terminating, because networks prefer such a copy', () => {
    const endpoint = (terminating: boolean) => ({
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true, terminating } }],
    });
    expect(evaluate(recommended, update(endpoint(true), endpoint(false))).allowed).toBe(false);
    expect(evaluate(recommended, update(endpoint(false), endpoint(true))).findings[0]?.capped).toBe('shrinking');
  });

  it('is: ports in another order', () => {
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ];
    expect(
      evaluate(recommended, update({ ...old, ports }, { ...old, ports: ports.toReversed() })).findings[0]?.capped,
    ).toBe('shrinking');
  });

  it('is not: made more ready', () => {
    expect(evaluate(recommended, update(ready(['127.0.0.1'], false), ready(['127.0.0.1'], true))).allowed).toBe(false);
    expect(
      evaluate(recommended, update(ready(['127.0.0.1'], false), { endpoints: [{ addresses: ['127.0.0.1'] }] })).allowed,
    ).toBe(false);
  });
});

describe('readiness', () => {
  it('orders endpoints as kube-proxy prefers them', () => {
    fc.assert(
      fc.property(conditions, conditions, (left, right) => {
        const [one, other] = decode([
          { addresses: [], conditions: left },
          { addresses: [], conditions: right },
        ]);
        if (one === undefined || other === undefined) throw new Error('two endpoints were written');
        expect(Math.sign(readiness(one) - readiness(other))).toBe(Math.sign(visibility(one) - visibility(other)));
      }),
      { numRuns: 1000 },
    );
  });

  it('is highest for an endpoint without conditions', () => {
    expect(decode([{ addresses: [] }]).map(readiness)).toEqual([MAX_READINESS]);
  });
});

/** Everything but the conditions is the same, and it was as visible or more. */
function replaces(now: Endpoint, old: Endpoint): boolean {
  const identity = (endpoint: Endpoint): string => JSON.stringify({ ...endpoint, conditions: undefined });
  return identity(now) === identity(old) && visibility(now) <= visibility(old);
}

describe('an update only removes', () => {
  const ports = fc.subarray([{ port: 80 }, { name: 'a', port: 80 }, { name: 'a', port: 81 }, { name: 'a', port: 81 }]);
  const labels = fc.constantFrom({}, { a: '1' }, { a: '2' });
  /** Few changes, so that there are often none. */
  const updates = fc.record({
    old: fc.array(written, { maxLength: 6 }),
    kept: fc.array(fc.nat({ max: 5 }), { maxLength: 5 }),
    added: fc.array(written, { maxLength: 1 }),
    changed: fc.option(conditions, { nil: undefined }),
    ports: fc.oneof(
      ports.map((same): readonly [object[], object[]] => [same, same.toReversed()]),
      fc.tuple(ports, ports),
    ),
    labels: fc.oneof(
      labels.map((same) => [same, same] as const),
      fc.tuple(labels, labels),
    ),
    mayChangeLabels: fc.boolean(),
  });

  it('if and only if each endpoint was there and was as visible, and ports and labels are the same', () => {
    let yes = 0;
    fc.assert(
      fc.property(updates, ({ old, kept, added, changed, ports: [portsBefore, portsAfter], ...rest }) => {
        const {
          labels: [labelsBefore, labelsAfter],
          mayChangeLabels,
        } = rest;
        const stays = kept.flatMap((index) => old[index] ?? []);
        const endpoints = [...stays, ...added].map((one, index) =>
          index === 0 && changed !== undefined ? { ...one, conditions: changed } : one,
        );
        const before = slice({ endpoints: old, ports: portsBefore, labels: labelsBefore });
        const after = slice({ endpoints, ports: portsAfter, labels: labelsAfter });
        const text = (all: readonly object[]): string =>
          JSON.stringify(all.map((one) => JSON.stringify(one)).toSorted());
        const adds = !canPair(after.endpoints, before.endpoints, replaces);
        const expected =
          !adds &&
          text(portsBefore) === text(portsAfter) &&
          (mayChangeLabels || JSON.stringify(labelsBefore) === JSON.stringify(labelsAfter));
        expect(isShrinking(before, after, new Identities(), () => mayChangeLabels)).toBe(expected);
        expect(addsNoEndpoint(before, after, new Identities())).toBe(!adds);
        expect(withinOf(before.endpoints, new Identities())(after.endpoints)).toBe(!adds);
        expect(samePorts(before, after)).toBe(text(portsBefore) === text(portsAfter));
        if (expected) yes++;
      }),
      { numRuns: 2000 },
    );
    expect(yes).toBeGreaterThan(200);
  });

  it('not if the addressType changes', () => {
    const old = slice({ addresses: [] });
    expect(isShrinking(old, { ...old, addressType: 'IPv6' }, new Identities())).toBe(false);
    expect(isShrinking(old, { ...old }, new Identities())).toBe(true);
  });

  it('not if there are more endpoints or ports than are kept, and their number grows', () => {
    const large = (count: number): SliceParts => ({ addresses: Array.from({ length: count }, () => '10.0.0.1') });
    const [more, less] = [slice(large(1002)), slice(large(1001))];
    expect(addsNoEndpoint(more, less, new Identities())).toBe(true);
    expect(addsNoEndpoint(less, more, new Identities())).toBe(false);
    expect(samePorts(more, { ...more, portCount: more.portCount + 1 })).toBe(false);
  });

  it('by labels that are asked for only where they differ', () => {
    const asked: string[] = [];
    const ask = (): boolean => asked.push('asked') > 0;
    const old = slice({ addresses: ['10.0.0.1'] });
    expect(isShrinking(old, slice({ addresses: [] }), new Identities(), ask)).toBe(true);
    expect(asked).toEqual([]);
    expect(isShrinking(old, slice({ addresses: [], labels: { a: 'b' } }), new Identities(), ask)).toBe(true);
    expect(asked).toEqual(['asked']);
  });
});
