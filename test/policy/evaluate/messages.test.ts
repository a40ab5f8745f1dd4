import { describe, expect, it } from 'vitest';
import { auditAnnotations } from '../../../src/policy/evaluate/annotations.ts';
import { decisionDigest } from '../../../src/policy/evaluate/digest.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { causes, denialMessage, warnings } from '../../../src/policy/evaluate/messages.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { create, load, update, type SliceParts } from '../fixtures.ts';

const recommended = load('  preset: recommended\n');
const judge = (parts: SliceParts) => evaluate(recommended, create(parts));
const faults = (count: number, text = '127.0.0.1') => ({ addresses: Array.from({ length: count }, () => text) });

/** Everything hostile at once: a thousand endpoints of a hundred addresses each, wide characters in all. */
const flood = judge({
  endpoints: Array.from({ length: 1000 }, () => ({
    addresses: Array.from({ length: 100 }, () => `127.${'€'.repeat(600)}`),
  })),
});

describe('the message of a denial', () => {
  it('is empty when allowed', () => {
    expect(denialMessage(judge(faults(0)))).toBe('');
  });

  it('is one line for one finding', () => {
    expect(denialMessage(judge(faults(1)))).toBe(
      '[bad-address] endpoints[0].addresses[0]: "127.0.0.1" begins with 127.',
    );
  });

  it('begins with a line that is enough alone, then lists every finding', () => {
    expect(denialMessage(judge(faults(2))).split('\n')).toEqual([
      '[bad-address] endpoints[0].addresses[0]: "127.0.0.1" begins with 127. (and 1 more)',
      '[bad-address] endpoints[0].addresses[0]: "127.0.0.1" begins with 127.',
      '[bad-address] endpoints[1].addresses[0]: "127.0.0.1" begins with 127.',
    ]);
  });

  it('repeats a finding whose line is longer than 120 characters in full', () => {
    const [first = '', second = ''] = denialMessage(judge(faults(1, `127.${'x'.repeat(200)}`))).split('\n');
    expect(first).toHaveLength(120);
    expect(first.endsWith('…')).toBe(true);
    expect(second.endsWith('begins with 127.')).toBe(true);
  });

  it('lists twenty findings and how many more there are', () => {
    const lines = denialMessage(judge(faults(25))).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('and 5 more: run sliceward check');
  });

  it('stays within 4 KiB, and its first line within 120 characters', () => {
    const message = denialMessage(flood);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    expect(message.split('\n')[0]?.length).toBeLessThanOrEqual(120);
    expect(message).toMatch(/\nand 999\d\d more: run sliceward check$/);
  });

  it('names what could not be decided when that denies', () => {
    const set = load('  preset: recommended\n  undecided: deny\n');
    const subject = { ...create({ labels: { 'endpointslice.kubernetes.io/managed-by': 'builtin' } }), user: undefined };
    expect(denialMessage(evaluate(set, subject))).toBe(
      'the policy denies what it cannot decide: impostor needs the user',
    );
  });
});

describe('warnings', () => {
  it('are one a rule, with the first field and the count', () => {
    const set = load('  preset: recommended\n  enforcement: warn\n');
    expect(warnings(evaluate(set, create(faults(3))))).toEqual([
      '[bad-address, enforcement] endpoints[0].addresses[0]: "127.0.0.1" begins with 127. (and 2 more)',
      '[too-many] endpoints: 3 endpoints',
    ]);
  });

  it('say that a finding is old', () => {
    const [text] = warnings(evaluate(recommended, update(faults(1), { addresses: ['127.0.0.1', '10.0.0.1'] })));
    expect(text).toBe('[bad-address, ratchet] endpoints[0].addresses[0]: "127.0.0.1" begins with 127.');
  });

  it('are at most 120 characters without control characters, with exact counts', () => {
    const set = load('  preset: recommended\n  enforcement: warn\n');
    const endpoints = Array.from({ length: 1000 }, () => ({
      addresses: Array.from({ length: 2 }, () => '127.\n\r\u0085\u2028x'.repeat(9)),
    }));
    const [text = ''] = warnings(evaluate(set, create({ endpoints })));
    expect(text.length).toBeLessThanOrEqual(120);
    expect(text).not.toMatch(/\p{Cc}|\u2028/u);
    expect(text).toMatch(/ \(and 1999 more\)$/);
  });
});

describe('causes and audit annotations', () => {
  it('name reason and field of what denies, at most a hundred', () => {
    expect(causes(judge(faults(1)))).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'endpoints[0].addresses[0]',
        message: '[bad-address] "127.0.0.1" begins with 127.',
      },
    ]);
    expect(causes(flood)).toHaveLength(100);
  });

  it('are empty for a clean object, and bounded for any other', () => {
    expect(auditAnnotations(judge(faults(0)), recommended, 'sha256:1')).toEqual({});
    expect(auditAnnotations(judge(faults(1)), recommended, 'sha256:1')).toMatchObject({
      findings: 'deny bad-address/bad endpoints[0].addresses[0]',
      digest: 'sha256:1',
    });
    for (const text of Object.values(auditAnnotations(flood, recommended, 'sha256:1')))
      expect(text.length).toBeLessThanOrEqual(1024);
  });
});

describe('the digest', () => {
  const digest = (parts: SliceParts) => decisionDigest(recommended, judge(parts), sha256);

  it('is the same for slices that are the same after defaults', () => {
    const written = { endpoints: [{ addresses: ['127.0.0.1'] }], ports: [{ port: 80 }] };
    const stored = {
      endpoints: [{ addresses: ['127.0.0.1'], conditions: {} }],
      ports: [{ name: '', protocol: 'TCP', port: 80 }],
      metadata: { uid: 'x' },
    };
    expect(digest(written)).toBe(digest(stored));
    expect(digest(written)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('does not depend on a generated name', () => {
    const generated = (name: string) => digest({ metadata: { name, generateName: 'web-' } });
    expect(generated('')).toBe(generated('web-abcde'));
  });

  it.each([
    ['namespace', { namespace: 'bank' }],
    ['label', { labels: { a: 'b' } }],
    ['port', { ports: [{ port: 81 }] }],
    ['condition', { endpoints: [{ conditions: { ready: false } }] }],
  ])('differs for another %s', (_what, parts) => {
    expect(digest(parts)).not.toBe(digest({}));
  });
});
