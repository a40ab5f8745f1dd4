import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { defineRule, nothing, OldObjectError, type OldObject } from '../../../src/policy/rule.ts';
import { DEFAULT_CONTROLLERS } from '../../../src/model/well-known-users.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { create, load, REGISTRY, slice, update, type SliceParts } from '../fixtures.ts';

const recommended = load('  preset: recommended\n');

describe('a decision', () => {
  it('allows a slice without findings', () => {
    expect(evaluate(recommended, create({ addresses: ['10.0.0.1'] }))).toMatchObject({
      allowed: true,
      findings: [],
      unmatched: false,
    });
  });

  it('denies and says where, what was seen and what was expected', () => {
    const decision = evaluate(recommended, create({ addresses: ['10.0.0.1', '127.0.0.1'] }));
    expect(decision.allowed).toBe(false);
    expect(decision.findings).toMatchObject([
      {
        rule: 'bad-address',
        id: 'bad',
        field: 'endpoints[1].addresses[0]',
        seen: '127.0.0.1',
        expected: '127.',
        action: 'deny',
        capped: null,
      },
    ]);
    expect(decision.findings[0]?.message).toBe('"127.0.0.1" begins with 127.');
  });

  it('puts the strongest action first and counts each', () => {
    const decision = evaluate(recommended, create({ addresses: ['10.0.0.1', '10.0.0.2', '127.0.0.1'] }));
    expect(decision.findings.map((finding) => finding.action)).toEqual(['deny', 'warn']);
    expect(decision.counts).toEqual({ deny: 1, warn: 1, audit: 0 });
  });

  it('keeps a thousand findings with exact counts, and every rule its share', () => {
    const endpoints = Array.from({ length: 1000 }, () => ({ addresses: Array.from({ length: 3 }, () => '127.0.0.1') }));
    const decision = evaluate(recommended, create({ endpoints }));
    expect(decision.counts).toEqual({ deny: 3000, warn: 1, audit: 0 });
    expect(decision.findings).toHaveLength(1000);
    expect(decision.findings.at(-1)?.rule).toBe('too-many');
  });

  it('cuts and escapes hostile text', () => {
    const decision = evaluate(recommended, create({ addresses: [`127.\n\u202e${'x'.repeat(100_000)}`] }));
    expect(decision.findings[0]?.seen.length).toBeLessThanOrEqual(500);
    expect(decision.findings[0]?.message).toMatch(/^"127\.\\u000a\\u202exxx.*…" begins with 127\.$/);
  });

  it('makes a rule that throws undecided and drops what it said before', () => {
    const decision = evaluate(load('  rules:\n    throwing: {action: deny}\n'), create({}));
    expect(decision).toMatchObject({ allowed: true, findings: [], undecided: [{ rule: 'throwing', needs: 'bug' }] });
  });

  it('never denies a DELETE', () => {
    const decision = evaluate(recommended, { ...create({ addresses: ['127.0.0.1'] }), operation: 'DELETE' });
    expect(decision).toMatchObject({ allowed: true, findings: [] });
  });

  it('leaves excluded namespaces alone', () => {
    expect(evaluate(recommended, create({ addresses: ['127.0.0.1'], namespace: 'kube-system' }))).toMatchObject({
      allowed: true,
      unmatched: true,
    });
  });

  it('keeps the strongest of several instances of a rule at one field', () => {
    const set = load(
      '  rules:\n    bad-address: [{action: warn, options: {prefix: "127"}}, {action: deny}, {action: audit, options: {prefix: "1"}}]\n',
    );
    const decision = evaluate(set, create({ addresses: ['127.0.0.1', '10.0.0.1'] }));
    expect(decision.findings.map(({ field, action }) => [field, action])).toEqual([
      ['endpoints[0].addresses[0]', 'deny'],
      ['endpoints[1].addresses[0]', 'audit'],
    ]);
  });
});

it('lets several findings of one instance at one field stand beside another instance', () => {
  const twice = defineRule({
    id: 'twice',
    category: 'size',
    summary: 's',
    rationale: 'r',
    remediation: 'r',
    needs: [],
    examples: { good: [], bad: [] },
    options: z.strictObject({}),
    messages: { said: { text: '{seen}', reason: 'FieldValueInvalid', recommended: 'warn', strict: 'warn' } },
    prepare: nothing,
    check({ report }) {
      for (const seen of ['zone', 'node']) report('said', { at: ['endpoints'], seen });
    },
  });
  const set = load('  rules: {twice: [{action: warn}, {action: audit}]}\n', { rules: [twice] });
  expect(evaluate(set, create({})).findings.map(({ seen, action }) => `${action} ${seen}`)).toEqual([
    'warn zone',
    'warn node',
  ]);
});

describe('what the policy does when undecided', () => {
  const impostor = { labels: { 'endpointslice.kubernetes.io/managed-by': 'builtin' } };
  const judge = (undecided: string) =>
    evaluate(load(`  preset: recommended\n  undecided: ${undecided}\n`), { ...create(impostor), user: undefined });

  it('allows, asks again or denies', () => {
    expect(judge('allow')).toMatchObject({
      allowed: true,
      retry: false,
      undecided: [{ rule: 'impostor', needs: 'user' }],
    });
    expect(judge('retry')).toMatchObject({ allowed: true, retry: true });
    expect(judge('deny')).toMatchObject({ allowed: false, retry: false });
  });

  it('is undecided when an instance is for certain writers and the writer is unknown', () => {
    const set = load('  rules:\n    bad-address: {action: deny, match: {writers: {users: [jane]}}}\n');
    const subject = create({ addresses: ['127.0.0.1'] });
    expect(evaluate(set, { ...subject, user: undefined })).toMatchObject({
      allowed: true,
      undecided: [{ rule: 'bad-address', needs: 'user' }],
    });
    expect(evaluate(set, subject).allowed).toBe(false);
    expect(evaluate(set, { ...subject, user: { name: 'joe', groups: [] } })).toMatchObject({
      allowed: true,
      undecided: [],
    });
  });
});

describe('caps', () => {
  const bad = { addresses: ['127.0.0.1'] };

  it.each(DEFAULT_CONTROLLERS)('records only, for the controller %s', (name) => {
    expect(evaluate(recommended, create(bad, { name, groups: [] }))).toMatchObject({
      allowed: true,
      findings: [{ action: 'audit', actionBefore: 'deny', capped: 'controller' }],
    });
  });

  it('goes by the exact user, not by his groups or a prefix', () => {
    const user = {
      name: 'system:serviceaccount:kube-system:endpointslice-controller2',
      groups: ['system:masters', 'system:apiserver'],
    };
    expect(evaluate(recommended, create(bad, user)).allowed).toBe(false);
  });

  it('never denies default/kubernetes to the API server, whatever the policy calls a controller', () => {
    const set = load('  preset: recommended\n  writers: {controllers: []}\n');
    const own = { ...bad, namespace: 'default', metadata: { name: 'kubernetes' } };
    expect(evaluate(set, create(own, { name: 'system:apiserver', groups: [] })).allowed).toBe(true);
    expect(evaluate(set, create(bad, { name: 'system:apiserver', groups: [] })).allowed).toBe(false);
    expect(evaluate(set, create(own)).allowed).toBe(false);
  });

  it.each(['kubernetes', 'kubernetes-v4', 'kubernetes-v6'])('nor default/%s, of either family', (name) => {
    const set = load('  preset: recommended\n  writers: {controllers: []}\n');
    const own = { ...bad, namespace: 'default', metadata: { name } };
    expect(evaluate(set, create(own, { name: 'system:apiserver', groups: [] })).allowed).toBe(true);
  });

  it.each(['warn', 'audit'] as const)('turns the dial to %s', (enforcement) => {
    for (const set of [
      load(`  preset: recommended\n  enforcement: ${enforcement}\n`),
      load('  preset: recommended\n', { enforcement }),
    ]) {
      expect(evaluate(set, create(bad))).toMatchObject({
        allowed: true,
        findings: [{ action: enforcement, actionBefore: 'deny', capped: 'enforcement' }],
      });
    }
  });

  it('lets a trusted writer off the named rules, if user and managed-by match', () => {
    const set = load(`  preset: recommended
  writers:
    trusted: [{user: jane, managedBy: shop, namespaces: ["sh*"], rules: {bad-address: warn}}]
`);
    const marked = { ...bad, labels: { 'endpointslice.kubernetes.io/managed-by': 'shop' } };
    expect(evaluate(set, create(marked))).toMatchObject({
      allowed: true,
      writer: { class: 'trusted' },
      findings: [{ action: 'warn', capped: 'trusted' }],
    });
    expect(evaluate(set, create(bad)).allowed).toBe(false);
    expect(evaluate(set, create(marked, { name: 'joe', groups: [] })).allowed).toBe(false);
    expect(evaluate(set, create({ ...marked, namespace: 'bank' })).allowed).toBe(false);
  });
});

it('lets a writer off the rules of that policy alone which says so', () => {
  const document = (name: string, spec: string): string =>
    `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: ${name}}\nspec:\n${spec}---\n`;
  const strict = document('first', '  preset: strict\n');
  const jane = create({ addresses: ['127.0.0.1'], labels: { 'endpointslice.kubernetes.io/managed-by': 'shop' } });
  for (const writers of [
    '{controllers: [jane]}',
    '{trusted: [{user: jane, managedBy: shop, rules: {bad-address: "off"}}]}',
  ]) {
    const both = loadPolicies(
      [{ file: 'both.yaml', text: strict + document('second', `  preset: strict\n  writers: ${writers}\n`) }],
      {
        rules: REGISTRY,
        sha256: (text) => text,
      },
    );
    expect(evaluate(both, jane).findings.map(({ rule, action, policy }) => `${action} ${rule} ${policy}`)).toEqual([
      'deny bad-address first',
    ]);
  }
});

it('tells rules whom their own policy takes the writer for', () => {
  const humble = defineRule({
    id: 'humble',
    category: 'identity',
    summary: 's',
    rationale: 'r',
    remediation: 'r',
    needs: ['user'],
    examples: { good: [], bad: [] },
    options: z.strictObject({}),
    messages: { met: { text: '{seen}', reason: 'FieldValueInvalid', recommended: 'deny', strict: 'deny' } },
    prepare: nothing,
    check: ({ writer, report }) => writer.class === 'controller' || report('met', { at: [], seen: writer.class }),
  });
  const document = (name: string, writers: string): string =>
    `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: ${name}}\nspec: {preset: strict, writers: ${writers}}\n---\n`;
  const text = document('first', '{}') + document('second', '{controllers: [jane]}');
  const both = loadPolicies([{ file: 'both.yaml', text }], { rules: [humble], sha256: (digested) => digested });
  expect(evaluate(both, create({}))).toMatchObject({
    writer: { class: 'controller' },
    findings: [{ policy: 'first', action: 'deny', seen: 'other' }],
  });
});

/** Of addresses that stand in a slice twice it blames the last, and says which ones they are. */
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

describe('the stored object', () => {
  const reading = (): { read: string[]; oldObject: OldObject } => {
    const read: string[] = [];
    const old = slice({ addresses: ['10.0.0.1', '127.0.0.1'] });
    const oldObject = {
      labels: () => (read.push('labels'), old.metadata.labels),
      metadata: () => (read.push('metadata'), old.metadata),
      slice: () => (read.push('slice'), old),
    };
    return { read, oldObject };
  };

  it('is not decoded for an update without a denial', () => {
    const { read, oldObject } = reading();
    const now = slice({ addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] });
    expect(evaluate(recommended, { operation: 'UPDATE', slice: now, oldObject, user: undefined }).counts.warn).toBe(1);
    expect(read).toEqual([]);
  });

  const unreadable = (): never => {
    throw new OldObjectError('no');
  };
  const unread = {
    operation: 'UPDATE',
    oldObject: { labels: unreadable, metadata: unreadable, slice: unreadable },
  } as const;

  it('ends the judgement if a finding that would deny cannot be compared with it', () => {
    expect(() => evaluate(recommended, { ...create({ addresses: ['127.0.0.1'] }), ...unread })).toThrow(OldObjectError);
    // The findings of a controller and those of a policy that only warns are not compared.
    const controller = create({ addresses: ['127.0.0.1'] }, { name: 'system:kube-controller-manager', groups: [] });
    expect(evaluate(recommended, { ...controller, ...unread })).toMatchObject({ allowed: true, counts: { audit: 1 } });
    const mild = load('  preset: recommended\n  enforcement: warn\n');
    expect(evaluate(mild, { ...create({ addresses: ['127.0.0.1'] }), ...unread })).toMatchObject({
      allowed: true,
      counts: { warn: 1 },
    });
  });

  const asking = defineRule({
    id: 'asking',
    category: 'change',
    summary: 's',
    rationale: 'r',
    remediation: 'r',
    needs: ['oldObject'],
    examples: { good: [], bad: [] },
    options: z.strictObject({}),
    messages: { said: { text: 's', reason: 'FieldValueInvalid', recommended: 'audit', strict: 'deny' } },
    prepare: nothing,
    check({ oldObject: before, report }) {
      report('said', { at: ['ports'], seen: '' });
      before?.slice();
    },
  });

  it.each([
    ['audit', 'deny', 'allow', { allowed: true, retry: false }],
    // What could not have denied does not make the review fail.
    ['warn', 'deny', 'deny', { allowed: true, retry: false }],
    ['audit', 'deny', 'retry', { allowed: true, retry: false }],
    ['deny', 'warn', 'deny', { allowed: true, retry: false }],
  ])(
    'leaves a rule undecided that asks for what cannot be read: %s under enforcement %s, undecided: %s',
    (action, enforcement, undecided, outcome) => {
      const set = load(
        `  enforcement: ${enforcement}\n  undecided: ${undecided}\n  rules: {asking: {action: ${action}}}\n`,
        {
          rules: [asking],
        },
      );
      expect(evaluate(set, { ...create({}), ...unread })).toMatchObject({
        ...outcome,
        findings: [],
        undecided: [{ rule: 'asking', needs: 'oldObject' }],
      });
    },
  );

  it('is what the policy says of undecided rules where one that might deny asks for what cannot be read', () => {
    // What it reported first would be compared, so it has to ask first.
    const first = defineRule({ ...asking, prepare: nothing, check: ({ oldObject: before }) => void before?.slice() });
    const decide = (undecided: string) =>
      evaluate(load(`  undecided: ${undecided}\n  rules: {asking: {action: deny}}\n`, { rules: [first] }), {
        ...create({}),
        ...unread,
      });
    expect(decide('allow')).toMatchObject({
      allowed: true,
      retry: false,
      undecided: [{ rule: 'asking', needs: 'oldObject' }],
    });
    expect(decide('retry')).toMatchObject({ allowed: true, retry: true });
    expect(decide('deny')).toMatchObject({ allowed: false, retry: false });
  });

  it('is decoded for one', () => {
    const { read, oldObject } = reading();
    evaluate(recommended, {
      operation: 'UPDATE',
      slice: slice({ addresses: ['127.0.0.1', '10.0.0.9'] }),
      oldObject,
      user: undefined,
    });
    expect(read).toContain('slice');
  });
});

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
  ])('passes: %s', (_what, now) => {
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

  it('is not: no longer terminating, which networks prefer to a copy that is', () => {
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

  it('denies an old fault behind another port or Service, or made ready', () => {
    expect(judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1'], ports: [{ port: 443 }] }).allowed).toBe(
      false,
    );
    expect(
      judge({ addresses: ['127.0.0.1'] }, { addresses: ['127.0.0.1'], labels: { 'kubernetes.io/service-name': 'x' } })
        .allowed,
    ).toBe(false);
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

  it('knows no old fault where the rule did not apply to the stored object', () => {
    const now = { addresses: ['127.0.0.1'], labels: { tier: 'public' } };
    const scoped = load('  rules:\n    bad-address: {action: deny, match: {labels: {tier: public}}}\n');
    expect(evaluate(scoped, update({ addresses: ['127.0.0.1'] }, now)).allowed).toBe(false);
    expect(evaluate(scoped, update(now, { ...now, labels: { ...now.labels, other: 'x' } })).allowed).toBe(true);
    const whole = load('  preset: recommended\n  match: {labels: {tier: public}}\n');
    expect(evaluate(whole, update({ addresses: ['127.0.0.1'] }, now)).allowed).toBe(false);
  });

  it('takes copies of an address for new where the rule did not apply to the stored object', () => {
    const set = load('  rules:\n    copied: {action: deny, match: {labels: {tier: public}}}\n', { rules: [copied] });
    const twice = ['10.0.0.1', '10.0.0.1'];
    const labels = { tier: 'public' };
    const isAllowed = (old: SliceParts, now: SliceParts): boolean => evaluate(set, update(old, now)).allowed;
    expect(isAllowed({ addresses: twice, labels }, { addresses: [...twice, '10.0.0.2'], labels })).toBe(true);
    expect(isAllowed({ addresses: twice }, { addresses: [...twice, '10.0.0.2'], labels })).toBe(false);
    expect(isAllowed({ addresses: ['10.0.0.1'], labels }, { addresses: twice, labels })).toBe(false);
  });

  it('takes a quantity for old when it has not grown, whatever else changed', () => {
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

  it('takes joining for old only if no endpoint was added or made more ready', () => {
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

  it('stays linear for a hundred thousand copies of one fault', () => {
    const copies = {
      endpoints: Array.from({ length: 1000 }, () => ({ addresses: Array.from({ length: 100 }, () => '127.0.0.1') })),
    };
    const decision = judge(copies, { endpoints: [...copies.endpoints.slice(1), { addresses: ['127.0.0.9'] }] });
    expect(decision.counts.deny).toBe(1);
  });
});
