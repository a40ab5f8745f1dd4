// Lint of one spec, and globs, selectors and subjects over so few letters that they often match one another.
import fc from 'fast-check';
import { selectorSchema, type SelectorDocument } from '../../../src/policy/load/document.ts';
import { lintPolicies, type LintNote } from '../../../src/policy/lint/lint.ts';
import type { Selectable } from '../../../src/policy/load/selector.ts';
import { RULES } from '../../../src/rules/index.ts';
import { FactIndex } from '../../../src/view/index.ts';
import { slice } from '../fixtures.ts';

export const OPTIONS = { rules: RULES, sha256: (text: string) => text };
export const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n';

export function notesOf(...lines: readonly string[]): readonly LintNote[] {
  const written = HEAD + lines.map((line) => `  ${line}\n`).join('');
  return lintPolicies([{ file: 'p.yaml', text: written }], OPTIONS).notes;
}

/** `line:column id path` of each note about a spec. */
export function lint(...lines: readonly string[]): string[] {
  return notesOf(...lines).map(({ line, column, id, path }) => `${line}:${column} ${id} ${path}`);
}

export const text = fc.stringMatching(/^[ab]{0,4}$/);
export const glob = fc.stringMatching(/^[ab*]{1,4}$/);
export const globs = fc.array(glob, { minLength: 1, maxLength: 2 });
export const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const labels = fc.dictionary(fc.constantFrom('x', 'y'), glob, { maxKeys: 2 });

const keys = {
  namespaces: fc.record({ names: globs, exclude: fc.array(glob, { maxLength: 2 }), labels }, { requiredKeys: [] }),
  labels,
  writers: fc.record(
    { users: globs, groups: globs, serviceAccounts: fc.array(fc.constantFrom('a/b', '*/b', 'a/*'), { minLength: 1 }) },
    { requiredKeys: [] },
  ),
  operations: fc.uniqueArray(fc.constantFrom('CREATE' as const, 'UPDATE' as const), { minLength: 1 }),
  managedBy: globs,
  serviceNames: globs,
};

/** Of few keys more often than of many: two of many are seldom inside one another. */
export const selector: fc.Arbitrary<SelectorDocument> = fc
  .oneof(
    fc.record(keys, { requiredKeys: [] }),
    ...Object.entries(keys).map(([key, values]: [string, fc.Arbitrary<unknown>]) =>
      values.map((value) => ({ [key]: value })),
    ),
  )
  .map((value) => selectorSchema.parse(value));

export const selectable: fc.Arbitrary<Selectable> = fc
  .record({
    namespace: fc.stringMatching(/^[ab]{1,3}$/),
    ofNamespace: fc.dictionary(fc.constantFrom('x', 'y'), text),
    labels: fc.dictionary(
      fc.constantFrom('x', 'y', 'endpointslice.kubernetes.io/managed-by', 'kubernetes.io/service-name'),
      text,
    ),
    user: fc.oneof(text, fc.constantFrom('system:serviceaccount:a:b', 'system:serviceaccount:c:b')),
    groups: fc.array(text, { maxLength: 2 }),
    operation: fc.constantFrom('CREATE' as const, 'UPDATE' as const),
  })
  .map(({ namespace, ofNamespace, labels: written, user, groups, operation }) => ({
    metadata: slice({ namespace, labels: written }).metadata,
    operation,
    writer: { class: 'other' as const, user, groups },
    view: viewOf(namespace, ofNamespace),
  }));

function viewOf(name: string, itsLabels: object): FactIndex {
  const view = new FactIndex('complete');
  view.put('v1', 'Namespace', { metadata: { name, labels: itsLabels } }, '');
  return view;
}
