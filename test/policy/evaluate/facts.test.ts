// Facts of the cluster through the engine: what rests on them, what is undecided without them, what is old with them.
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { decisionDigest } from '../../../src/policy/evaluate/digest.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { defineRule, nothing } from '../../../src/policy/rule.ts';
import type { Decision, Subject } from '../../../src/policy/subject.ts';
import { FactIndex } from '../../../src/view/index.ts';
import { badAddress, create, load, update, type SliceParts } from '../fixtures.ts';

/** Denies a slice of a Service that has a selector; undecided while the Service is not known. */
const toy = defineRule({
  id: 'toy',
  category: 'endpoint',
  summary: 's',
  rationale: 'r',
  remediation: 'r',
  needs: ['services'],
  needsOf: () => ['services'],
  options: z.strictObject({}),
  messages: { taken: { text: 'taken', reason: 'FieldValueForbidden', recommended: 'deny', strict: 'deny' } },
  examples: { good: [], bad: [] },
  prepare: nothing,
  check({ slice, view, report, undecided }) {
    const { namespace } = slice.metadata;
    const service = view?.service(namespace, 'web');
    if (service === undefined) return undecided('services');
    if (service?.selector === undefined) return;
    const rests = [{ kind: 'services', namespace, name: 'web' } as const];
    report('taken', { at: ['endpoints'], seen: 'web', rests });
  },
});

const set = load('  rules: {toy: {action: deny}}\n', { rules: [toy] });
const SERVICE = { metadata: { namespace: 'shop', name: 'web' }, spec: { selector: { app: 'web' } } };

function viewOf(knowledge: 'complete' | 'partial', ...services: readonly object[]): FactIndex {
  const index = new FactIndex(knowledge);
  for (const service of services) index.put('v1', 'Service', service, '');
  return index;
}

const KNOWN = viewOf('partial', SERVICE);

function decide(subject: Subject, view: FactIndex | undefined): Decision {
  return evaluate(set, { ...subject, view });
}

describe('a rule that needs a fact', () => {
  const subject = create({ addresses: ['10.1.2.3'] });

  it('names what its finding rests on', () => {
    expect(decide(subject, KNOWN).findings).toMatchObject([
      { rule: 'toy', action: 'deny', rests: ['services shop/web'] },
    ]);
  });

  it.each([
    ['no view', undefined],
    ['a view that has only other Services', viewOf('partial')],
  ])('is undecided with %s, never a denial, and says what is missing', (_, view) => {
    expect(decide(subject, view)).toMatchObject({
      allowed: true,
      findings: [],
      undecided: [{ rule: 'toy', needs: 'services' }],
    });
  });

  it('is decided by an absence that is certain', () => {
    expect(decide(subject, viewOf('complete'))).toMatchObject({ allowed: true, findings: [], undecided: [] });
  });

  it('adds the kind of its fact to those that the policies look at, unless it is off', () => {
    expect([...set.kinds]).toEqual(['services']);
    expect([...load('  rules: {toy: {action: "off"}}\n', { rules: [toy] }).kinds]).toEqual([]);
    expect([...load('  preset: recommended\n', { rules: [badAddress] }).kinds]).toEqual([]);
  });
});

describe('the ratchet with facts', () => {
  const before: SliceParts = { addresses: ['10.1.2.3'], labels: { step: '1' } };

  it('warns of a finding that the stored object had already, when only a label changes', () => {
    const relabelled = update(before, { ...before, labels: { step: '2' } });
    expect(decide(relabelled, KNOWN)).toMatchObject({
      allowed: true,
      findings: [{ rule: 'toy', action: 'warn', capped: 'ratchet' }],
    });
  });

  it('still denies what the update brings', () => {
    const other = load('  rules: {toy: {action: deny, match: {labels: {step: "2"}}}}\n', { rules: [toy] });
    const relabelled = update(before, { ...before, labels: { step: '2' }, addresses: ['10.1.2.3', '10.1.2.4'] });
    expect(evaluate(other, { ...relabelled, view: KNOWN }).allowed).toBe(false);
  });
});

describe('a selector by labels of the namespace', () => {
  const scoped = load('  rules: {bad-address: {action: deny, match: {namespaces: {labels: {tier: "pub*"}}}}}\n');
  const faulty = create({ addresses: ['127.0.0.1'] });
  const namespaces = (knowledge: 'complete' | 'partial', tier?: string): FactIndex => {
    const index = new FactIndex(knowledge);
    if (tier !== undefined) index.put('v1', 'Namespace', { metadata: { name: 'shop', labels: { tier } } }, '');
    return index;
  };

  it.each<[string, FactIndex | undefined, boolean, readonly string[]]>([
    ['matching labels', namespaces('partial', 'public'), false, []],
    ['other labels', namespaces('partial', 'private'), true, []],
    ['a namespace that does not exist', namespaces('complete'), true, []],
    ['a namespace that is not known', namespaces('partial'), true, ['namespaces']],
    ['no view', undefined, true, ['namespaces']],
  ])('with %s', (_, view, allowed, needs) => {
    const decision = evaluate(scoped, { ...faulty, view });
    expect({ allowed: decision.allowed, needs: decision.undecided.map((one) => one.needs) }).toEqual({
      allowed,
      needs,
    });
  });

  it('adds Namespaces to the kinds that are looked at, and is refused where there is no view', () => {
    expect([...scoped.kinds]).toEqual(['namespaces']);
    const policy =
      '  exclude: {namespaces: {labels: {a: b}}}\n  rules: {bad-address: {match: {namespaces: {labels: {a: b}}}}}\n';
    expect([...load(policy).kinds]).toEqual(['namespaces']);
    const lines = ['spec.exclude.namespaces.labels', 'spec.rules.bad-address.match.namespaces.labels'];
    for (const path of lines)
      expect(() => load(policy, { hasView: false })).toThrow(`${path}: serve does not know the labels of namespaces`);
  });
});

describe('the digest', () => {
  const digest = (decision: Decision): string => decisionDigest(set, decision, (text) => text);
  const subject = create({ addresses: ['10.1.2.3'] });

  it('covers what a finding rests on', () => {
    const decision = decide(subject, KNOWN);
    const otherwise = {
      ...decision,
      findings: decision.findings.map((finding) => ({ ...finding, rests: ['pods x/y'] })),
    };
    expect(digest(otherwise)).not.toBe(digest(decision));
  });

  it('is the same whether a fact is missing or shows nothing', () => {
    expect(digest(decide(subject, undefined))).toBe(digest(decide(subject, viewOf('complete'))));
  });
});
