import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/policy/load/canonical-json.ts';
import { decisionDigest } from '../../../src/policy/evaluate/digest.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import type { Slice } from '../../../src/model/slice.ts';
import { create, load, type SliceParts } from '../fixtures.ts';

const none = load('  {}\n');

/** What is hashed: the text itself in place of its hash. */
function hashed(parts: SliceParts): { readonly text: string; readonly judged: string } {
  const decision = evaluate(none, create(parts));
  return {
    text: decisionDigest(none, decision, (text) => text),
    judged: canonicalJson(judged(decision.subject.slice)),
  };
}

function judged({ metadata, addressType, endpoints, endpointCount, ports, portCount }: Slice): object {
  const { namespace, name, labels } = metadata;
  return { namespace, name, labels, addressType, endpoints, endpointCount, ports, portCount };
}

/** Few texts, many like what the digest writes around texts: different slices come close to the same text. */
const text = fc.constantFrom(
  '',
  'a',
  'Pod',
  'shop',
  'web',
  '1:',
  'i1:a',
  'a1:a',
  'e---',
  'e+-!a1:a',
  '[1i0:',
  '=',
  '#1',
  'T[7',
  'x'.repeat(130),
);
const flag = fc.constantFrom(true, false, null);
const names = fc.array(fc.record({ name: text }), { maxLength: 2 });
const endpoint = fc.record(
  {
    // Of over 100 only the number is kept.
    addresses: fc.oneof(
      fc.array(text, { maxLength: 3 }),
      fc.constantFrom(100, 101, 102).map((length) => Array.from({ length }, () => 'a')),
    ),
    conditions: fc.record({ ready: flag, serving: flag, terminating: flag }, { requiredKeys: [] }),
    hostname: text,
    targetRef: fc.record(
      { kind: text, namespace: text, name: text, uid: text, apiVersion: text, resourceVersion: text, fieldPath: text },
      { requiredKeys: [] },
    ),
    nodeName: text,
    zone: text,
    hints: fc.record({ forZones: names, forNodes: names }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const port = fc.record(
  { name: text, protocol: text, port: fc.constantFrom(1, 11, null), appProtocol: text },
  { requiredKeys: [] },
);
const parts: fc.Arbitrary<SliceParts> = fc.record({
  namespace: text,
  labels: fc.dictionary(text, text, { maxKeys: 3 }),
  endpoints: fc.array(endpoint, { maxLength: 3 }),
  ports: fc.array(port, { maxLength: 2 }),
});

/** Another slice, or the same with one thing changed or moved. */
const pair = fc
  .tuple(parts, parts, fc.constantFrom('all', 'namespace', 'labels', 'endpoints', 'ports', 'nothing'))
  .map(([left, other, what]) => {
    if (what === 'all') return [left, other] as const;
    return [left, what === 'nothing' ? structuredClone(left) : { ...left, [what]: other[what] }] as const;
  });

describe('the text of the digest', () => {
  it('is the same for the same contents, and for no others', () => {
    fc.assert(
      fc.property(pair, ([left, right]) => {
        const [one, two] = [hashed(left), hashed(right)];
        expect(one.text === two.text).toBe(one.judged === two.judged);
      }),
      { numRuns: 5000 },
    );
  }, 60_000);

  it('differs by one change among many endpoints, which are hashed piece by piece', () => {
    const endpoints = (changed: number) =>
      Array.from({ length: 900 }, (_, index) => ({ addresses: [index === changed ? 'x' : 'a'] }));
    const texts = new Set([-1, 0, 249, 250, 499, 899].map((changed) => hashed({ endpoints: endpoints(changed) }).text));
    expect(texts.size).toBe(6);
  });

  it('differs by the number of addresses of an endpoint, also beyond those that are kept', () => {
    const counts = [99, 100, 101, 102, 1000];
    const texts = counts.map(
      (length) => hashed({ endpoints: [{ addresses: Array.from({ length }, () => 'a') }] }).text,
    );
    expect(new Set(texts).size).toBe(counts.length);
  });

  it('differs for any two writers, also for one who is not known and one without a name', () => {
    const decision = evaluate(none, create({}));
    const classes = ['controller', 'agent', 'trusted', 'other', 'unknown'] as const;
    const users = [null, '', 'null', 'true', 'false', 'jane', 'i0:', '[0'];
    const writers = classes.flatMap((name) => users.map((user) => ({ class: name, user, groups: [] })));
    const texts = writers.map((writer) => decisionDigest(none, { ...decision, writer }, (digested) => digested));
    expect(new Set(texts).size).toBe(writers.length);
  });
});
