// What of a faulty object is old, and so is not denied when something else changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { defineRule, nothing } from '../../../src/policy/rule.ts';
import { load, update, type SliceParts } from '../fixtures.ts';
import { decode, isSameTarget, pairEach, visibility, written } from './support.ts';

const recommended = load('  preset: recommended\n');

/** Of an address that is in a slice twice it reports the last, and lists the indexes of all copies. */
const copied = defineRule({
  id: 'copied',
  category: 'address',
  summary: 's',
  rationale: 'r',
  remediation: 'r',
  needs: [],
  examples: { good: [], bad: [] },
  options: z.strictObject({}),
  messages: { twice: { text: 't', reason: 'FieldValueDuplicate', recommended: 'deny', strict: 'deny' } },
  prepare: nothing,
  check({ slice: { endpoints }, report }) {
    const byAddress = Map.groupBy(endpoints.keys(), (index) => endpoints[index]?.addresses[0]);
    for (const copies of byAddress.values())
      if (copies.length > 1) report('twice', { at: ['endpoints', copies.at(-1) ?? 0], seen: '', copies });
  },
});

describe('the ratchet', () => {
  const judge = (old: object, now: object) => evaluate(recommended, update(old, now));

  it('warns of an old fault when something else changes', () => {
    const decision = judge({ addresses: ['127.0.0.1'] }, { addresses: ['10.0.0.1', '127.0.0.1'] });
    expect(decision).toMatchObject({
      allowed: true,
      findings: [{ field: 'endpoints[1].addresses[0]', action: 'warn', capped: 'ratchet' }],
    });
  });

  it('denies a new fault and a second copy of an old one', () => {
    expect(judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1', '127.0.0.2'] })).toMatchObject({
      allowed: false,
      counts: { deny: 1, warn: 1 },
    });
    expect(judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1', '127.0.0.1'] })).toMatchObject({
      allowed: false,
      counts: { deny: 1, warn: 1 },
    });
  });

  it('denies an old fault behind another port or Service, of another addressType, or that becomes ready', () => {
    expect(judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1'], ports: [{ port: 443 }] }).allowed).toBe(
      false,
    );
    expect(
      judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1'], labels: { 'kubernetes.io/service-name': 'x' } })
        .allowed,
    ).toBe(false);
    const more = { addresses: ['127.0.0.1', '10.0.0.1'] };
    expect(judge({ addresses: ['127.0.0.1'] }, more).allowed).toBe(true);
    expect(judge({ addresses: ['127.0.0.1'] }, { ...more, addressType: 'FQDN' }).allowed).toBe(false);
    const unready = { endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: false } }] };
    expect(judge(unready, { addresses: ['127.0.0.1', '10.0.0.1'] }).allowed).toBe(false);
    expect(
      judge({ addresses: ['127.0.0.1'] }, { endpoints: [...unready.endpoints, { addresses: ['10.0.0.1'] }] }).allowed,
    ).toBe(true);
  });

  it.each([
    'multicluster.kubernetes.io/source-cluster',
    'lighthouse.submariner.io/sourceNamespace',
    'k8s.ovn.org/service-name',
  ])('denies an old fault that the label %s sends elsewhere', (key) => {
    expect(
      judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1'], labels: { [key]: 'kube-system' } }).allowed,
    ).toBe(false);
    expect(
      judge({ addresses: ['127.0.0.1'], labels: { [key]: 'a' } }, { addresses: ['127.0.0.1'], labels: { [key]: 'b' } })
        .allowed,
    ).toBe(false);
    expect(
      judge(
        { addresses: ['127.0.0.1'], labels: { [key]: 'a' } },
        { addresses: ['127.0.0.1', '10.0.0.1'], labels: { [key]: 'a' } },
      ).allowed,
    ).toBe(true);
  });

  it('denies a fault that the stored object had where the rule did not apply to it', () => {
    const now = { addresses: ['127.0.0.1'], labels: { tier: 'public' } };
    const scoped = load('  rules:\n    bad-address: {action: deny, match: {labels: {tier: public}}}\n');
    expect(evaluate(scoped, update({ addresses: ['127.0.0.1'] }, now)).allowed).toBe(false);
    expect(evaluate(scoped, update(now, { ...now, labels: { ...now.labels, other: 'x' } })).allowed).toBe(true);
    const whole = load('  preset: recommended\n  match: {labels: {tier: public}}\n');
    expect(evaluate(whole, update({ addresses: ['127.0.0.1'] }, now)).allowed).toBe(false);
  });

  it('takes copies of an address as new where the rule did not apply to the stored object', () => {
    const set = load('  rules:\n    copied: {action: deny, match: {labels: {tier: public}}}\n', { rules: [copied] });
    const twice = ['10.0.0.1', '10.0.0.1'];
    const labels = { tier: 'public' };
    const isAllowed = (old: SliceParts, now: SliceParts): boolean => evaluate(set, update(old, now)).allowed;
    expect(isAllowed({ addresses: twice, labels }, { addresses: [...twice, '10.0.0.2'], labels })).toBe(true);
    expect(isAllowed({ addresses: twice }, { addresses: [...twice, '10.0.0.2'], labels })).toBe(false);
    expect(isAllowed({ addresses: ['10.0.0.1'], labels }, { addresses: twice, labels })).toBe(false);
  });

  it('takes a quantity as old when it has not grown, whatever else changed', () => {
    const strict = load('  preset: strict\n');
    const four = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
    const three = ['10.0.0.5', '10.0.0.6', '10.0.0.7'];
    const ports = [{ port: 443 }];
    expect(evaluate(strict, update({ addresses: four }, { addresses: three, ports }))).toMatchObject({
      allowed: true,
      findings: [{ capped: 'ratchet' }],
    });
    expect(evaluate(strict, update({ addresses: three }, { addresses: four })).allowed).toBe(false);
  });

  it('takes membership as old only if no endpoint was added or made more ready', () => {
    const labels = { 'endpointslice.kubernetes.io/managed-by': 'builtin' };
    const [one, two] = [
      { addresses: ['10.0.0.1'], labels },
      { addresses: ['10.0.0.1', '10.0.0.2'], labels },
    ];
    expect(judge(one, two).allowed).toBe(false);
    expect(judge(two, { ...one, labels: { ...labels, other: 'x' } })).toMatchObject({
      allowed: true,
      findings: [{ capped: 'ratchet' }],
    });
  });

  it('finds the one new fault among a hundred thousand copies of an old one', () => {
    const copies = {
      endpoints: Array.from({ length: 1000 }, () => ({ addresses: Array.from({ length: 100 }, () => '127.0.0.1') })),
    };
    const decision = judge(copies, { endpoints: [...copies.endpoints.slice(1), { addresses: ['127.0.0.9'] }] });
    expect(decision.counts.deny).toBe(1);
  });
});

describe('an update in the same context', () => {
  const faulty = written.map((one) => ({ ...one, addresses: ['127.0.0.1'] }));
  const endpoints = fc.array(fc.oneof(written, faulty), { maxLength: 6 });
  const isFaulty = ({ addresses }: { addresses: readonly string[] }): boolean => addresses[0] === '127.0.0.1';
  const set = load('  rules: {bad-address: {action: deny}}\n');
  const judge = (old: readonly object[], now: readonly object[]) =>
    evaluate(set, update({ endpoints: old }, { endpoints: now }));

  it('is denied for as many faults as cannot be paired with a stored one that was as visible', () => {
    let [old, fresh] = [0, 0];
    fc.assert(
      fc.property(endpoints, endpoints, (before, after) => {
        // A new endpoint, so that the update does not only remove.
        const { counts } = judge(before, [...after, { addresses: ['10.0.0.9'] }]);
        const paired = pairEach(decode(after).filter(isFaulty), decode(before).filter(isFaulty), (now, stored) => {
          return isSameTarget(now, stored) && visibility(now) <= visibility(stored);
        });
        const expected = { warn: paired.filter(Boolean).length, deny: paired.filter((one) => !one).length };
        expect(counts).toEqual({ ...expected, audit: 0 });
        old += counts.warn;
        fresh += counts.deny;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(old, fresh)).toBeGreaterThan(200);
  });

  it('is judged alike in whatever order the stored endpoints are', () => {
    fc.assert(
      fc.property(endpoints, endpoints, (before, after) => {
        expect(judge(before.toReversed(), after).findings).toEqual(judge(before, after).findings);
      }),
    );
  });
});
