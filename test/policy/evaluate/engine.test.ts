import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { defineRule, nothing, OldObjectError, type OldObject } from '../../../src/policy/rule.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { create, load, slice } from '../fixtures.ts';

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

  it('makes a rule that throws undecided and drops what it reported before', () => {
    for (const instances of ['{action: deny}', '[{action: deny}, {action: deny}]']) {
      const decision = evaluate(load(`  rules: {throwing: ${instances}}\n`), create({}));
      expect(decision).toMatchObject({ allowed: true, findings: [], undecided: [{ rule: 'throwing', needs: 'bug' }] });
    }
  });

  it('never denies a DELETE', () => {
    const decision = evaluate(recommended, { ...create({ addresses: ['127.0.0.1'] }), operation: 'DELETE' });
    expect(decision).toMatchObject({ allowed: true, findings: [] });
  });

  it('does not judge excluded namespaces', () => {
    expect(evaluate(recommended, create({ addresses: ['127.0.0.1'], namespace: 'kube-system' }))).toMatchObject({
      allowed: true,
      unmatched: true,
    });
  });

  it('keeps the strongest of several instances of a rule at one field', () => {
    const set = load(
      '  rules:\n    bad-address: [{action: warn, options: {prefix: "127"}}, {action: deny}, ' +
        '{action: audit, options: {prefix: "1"}}]\n',
    );
    const decision = evaluate(set, create({ addresses: ['127.0.0.1', '10.0.0.1'] }));
    expect(decision.findings.map(({ field, action }) => [field, action])).toEqual([
      ['endpoints[0].addresses[0]', 'deny'],
      ['endpoints[1].addresses[0]', 'audit'],
    ]);
  });
});

it('keeps several findings of one instance at one field beside another instance', () => {
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

  it('allows, retries or denies', () => {
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

it('gives each rule the class that its own policy gives the writer', () => {
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
    `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: ${name}}\n` +
    `spec: {preset: strict, writers: ${writers}}\n---\n`;
  const text = document('first', '{}') + document('second', '{controllers: [jane]}');
  const both = loadPolicies([{ file: 'both.yaml', text }], { rules: [humble], sha256: (digested) => digested });
  expect(evaluate(both, create({}))).toMatchObject({
    writer: { class: 'controller' },
    findings: [{ policy: 'first', action: 'deny', seen: 'other' }],
  });
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

  it('must be readable if a finding that would deny has to be compared with it', () => {
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
    'makes a rule undecided that reads it in vain: %s under enforcement %s, undecided: %s',
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

  it('decides by `undecided` of the policy if a rule that might deny reads it in vain', () => {
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

  it('is decoded for an update with a denial', () => {
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
