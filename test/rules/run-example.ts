// Runs the executed examples of a rule: by the rule alone, or by the engine, which fills in its messages.
import { load } from 'js-yaml';
import { expect } from 'vitest';
import { sourceWarnings } from '../../src/manifests/source-warnings.ts';
import { decodeObject, decodeStored, objectKind, type ObjectKind } from '../../src/model/decode/decode-object.ts';
import { Reader } from '../../src/model/decode/reader.ts';
import { NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { decodedStored, makeSubject } from '../../src/policy/make-subject.ts';
import type { AnyRule, Example } from '../../src/policy/rule.ts';
import type { Finding } from '../../src/policy/subject.ts';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { type RuleInput, viewOf } from './run-rule.ts';

/** What the rule is asked about the example. */
export function inputOf(rule: AnyRule, example: Example): RuleInput {
  if (rule.input !== 'manifest') parseExample(example.yaml);
  return {
    ...textOf(example),
    ...(example.old === undefined ? {} : { old: parseExample(example.old) }),
    ...(example.user === undefined ? {} : { user: example.user }),
    ...(example.options === undefined ? {} : { options: example.options }),
    ...(example.networks === undefined ? {} : { networks: example.networks }),
    ...(example.services === undefined ? {} : { view: viewOf(example.services) }),
  };
}

/** The findings as a user reads them, under a policy that denies what this one rule finds. */
export function findingsOf(rule: AnyRule, input: RuleInput): readonly Finding[] {
  const { slice, old, user, options = {}, networks = {}, manifest, view } = input;
  const policy = {
    apiVersion: 'sliceward.dev/v1alpha1',
    kind: 'SlicePolicy',
    metadata: { name: 'example' },
    spec: { networks, rules: { [rule.id]: { action: 'deny', options } } },
  };
  const sources = [{ file: 'policy.json', text: JSON.stringify(policy) }];
  const set = loadPolicies(sources, { rules: [rule], sha256: (text) => String(text.length) });
  return evaluate(
    set,
    makeSubject({
      operation: input.operation ?? (old === undefined ? 'CREATE' : 'UPDATE'),
      object: decodeObject(kindOf(slice) ?? 'slice', slice).value,
      stored: old && decodedStored(decodeStored(kindOf(old) ?? 'slice', old).value),
      user: user === undefined ? undefined : { name: user, groups: [] },
      manifest,
      view,
    }),
  ).findings;
}

/** An example that must decode. */
export function parseExample(yaml: string): object {
  const value = load(yaml);
  if (typeof value !== 'object' || value === null) throw new TypeError('an example is one object');
  const kind = kindOf(value);
  if (kind === undefined) throw new TypeError('an example is of a kind that is judged');
  expect(value).toMatchObject({ metadata: { name: expect.any(String) } });
  expect(decodeObject(kind, value)).toMatchObject({ ok: true });
  return value;
}

/** The example as `check` reads it: for a rule that judges manifests it need not decode. */
function textOf({ yaml, old }: Example): { readonly slice: object; readonly manifest: Manifest } {
  const [document, ...more] = readDocuments(yaml);
  if (document === undefined || isProblem(document) || more.length > 0)
    throw new TypeError('an example is one document');
  const { value } = document;
  if (typeof value !== 'object' || value === null) throw new TypeError('an example is one object');
  const decoded = decodeObject(kindOf(value) ?? 'slice', value);
  const problems = decoded.ok ? [] : decoded.problems;
  const stored = old === undefined ? undefined : parseExample(old);
  return {
    slice: value,
    manifest: {
      value,
      stored,
      problems,
      sourceWarnings: () => sourceWarnings(document, []),
      kubernetes: NEWEST_KUBERNETES,
    },
  };
}

function kindOf(value: object): ObjectKind | undefined {
  const { apiVersion, kind } = new Reader().fields<'apiVersion' | 'kind'>(value);
  return objectKind(apiVersion, kind);
}
