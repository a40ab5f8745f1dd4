// Fixes in text, for any slice in any layout: the new text reads as the fixed value, and a second run changes nothing.
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { rewriteText, type NotRewritten, type Rewritten } from '../../src/manifests/rewrite.ts';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { MAX_OPERATIONS, applyFixes } from '../../src/policy/fix/apply-fixes.ts';
import type { Decision } from '../../src/policy/subject.ts';
import { RULES } from '../../src/rules/index.ts';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { slices } from '../oracle/slices.ts';

const POLICY = `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: test}
spec:
  preset: recommended
  match: {namespaces: {exclude: []}}
  rules:
    explicit-conditions: {options: {require: [ready, serving, terminating]}}
    managed-by: {options: {value: operator.shop.example.com}}
    port-name: {options: {unnamed: http}}
`;
const set = loadPolicies([{ file: 'policy.yaml', text: POLICY }], { rules: RULES, sha256: () => 'sha256:0' });

function judge(value: unknown): Decision {
  const slice = decodeSlice(value).value;
  return evaluate(set, { operation: 'CREATE', slice, oldObject: undefined, user: undefined }, MAX_OPERATIONS);
}

function rewrite(text: string): Rewritten | NotRewritten {
  return rewriteText(text, { file: 'a.yaml', namespace: 'default', judge: ({ value }) => judge(value) });
}

function valuesOf(text: string): readonly unknown[] {
  return [...readDocuments(text)].map((item) => (isProblem(item) ? item.message : item.value));
}

const layouts = fc.constantFrom<(value: unknown) => string>(
  (of) => JSON.stringify(of),
  (of) => JSON.stringify(of, undefined, '\t'),
  (of) => dump(of, { noRefs: true, lineWidth: -1 }),
  (of) => dump(of, { noRefs: true }).replaceAll('\n', '\r\n'),
  (of) => dump(of, { noRefs: true, flowLevel: 2 }),
  (of) => `# before\n---\n${dump([of], { noRefs: true, flowLevel: 4 }).replace(/^- /, '  ')}--- # behind\n`,
);

describe('rewriteText', () => {
  it('gives any slice in any layout the text of its fixed value, and changes nothing the second time', () => {
    let fixed = 0;
    fc.assert(
      fc.property(slices, layouts, (slice, layout) => {
        const value: unknown = JSON.parse(JSON.stringify(slice));
        const text = layout(value);
        const { deny, warn, audit } = judge(value).counts;
        // An object with more faults is left alone, or fixed by hand.
        fc.pre(deny + warn + audit < 9000);
        fc.pre(decodeSlice(value).ok && JSON.stringify(valuesOf(text)) === JSON.stringify([value]));
        const rewritten = rewrite(text);
        const result = applyFixes(value, { judge, may: () => true, stored: () => undefined });
        // Of more than a thousand endpoints the rest comes into view as others go, and may be worse than they were.
        const nothing = result.kind === 'refused' ? { fixed: [] } : { unfixed: [] };
        expect(rewritten).toMatchObject({ kind: 'rewritten', ...nothing });
        const after = rewritten.kind === 'rewritten' ? rewritten.text : '';
        if (after !== text) fixed++;
        expect(valuesOf(after)).toEqual([result.kind === 'fixed' ? result.value : value]);
        expect(rewrite(after)).toMatchObject({ kind: 'rewritten', text: after, fixed: [] });
      }),
      { numRuns: 200 },
    );
    expect(fixed).toBeGreaterThan(50);
  }, 60_000);

  it('fixes more faults than are reported of an object', () => {
    const endpoints = Array.from(
      { length: 900 },
      (_, index) => `- addresses: [10.1.${index >> 8}.${index & 255}]\n`,
    ).join('');
    const head = 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a, namespace: b}\n';
    const text = `${head}addressType: IPv4\nendpoints:\n${endpoints}`;
    const rewritten = rewrite(text);
    expect(rewritten.kind === 'rewritten' && rewritten.fixed).toHaveLength(2701);
    expect(rewritten.kind === 'rewritten' && rewritten.text.match(/terminating: false/g)).toHaveLength(900);
  });

  it('does not change a text with problems', () => {
    expect(rewrite('a: [1')).toMatchObject({
      kind: 'not-rewritten',
      why: expect.stringMatching(/^it has problems \(a\.yaml:1:4: /),
    });
  });
});
