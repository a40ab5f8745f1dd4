// Executes the examples of every rule and checks what every rule must declare.
import { readdirSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyRule, type BadExample, CATEGORIES, type Example } from '../../src/policy/rule.ts';
import { sourceWarnings } from '../../src/manifests/source-warnings.ts';
import { decodeObject, objectKind, type ObjectKind } from '../../src/model/decode/decode-object.ts';
import { NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { Reader } from '../../src/model/decode/reader.ts';
import { RULES } from '../../src/rules/index.ts';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { runRaw, runRule, sliceOf, viewOf, type RuleInput } from './run-rule.ts';

/** Messages whose example would make no page: a test of the rule has one. */
const SHOWN_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // 256 KiB of annotations.
  'kubernetes-validation': ['too-long'],
};

describe('the registry', () => {
  const ids = RULES.map((rule) => rule.id);

  it('holds each rule of the folder once, under the name of its file', () => {
    const files = readdirSync(new URL('../../src/rules/', import.meta.url)).filter((file) => file !== 'index.ts');
    const rules = files.map((file) => file.replace(/\.ts$/, ''));
    expect(ids.toSorted()).toEqual(rules.toSorted());
  });

  it('is sorted, so that reports of two versions can be compared', () => {
    expect(ids).toEqual(ids.toSorted());
  });
});

describe.for(RULES.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  it('says what it is, why and what to do', () => {
    expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(CATEGORIES).toContain(rule.category);
    expect(rule.summary).toMatch(/^.{10,100}[^.]$/);
    expect(rule.rationale).toMatch(/^[^]{50,}\.$/);
    expect(rule.remediation).toMatch(/^[^]{10,}\.$/);
  });

  it('has messages that each occur in a bad example', () => {
    const shown = new Set(rule.examples.bad.flatMap(({ findings }) => findings.map(([, id]) => id)));
    const elsewhere = SHOWN_ELSEWHERE[rule.id] ?? [];
    expect([...shown, ...elsewhere].toSorted()).toEqual(Object.keys(rule.messages).toSorted());
  });

  it('fills every placeholder of its messages', () => {
    for (const example of rule.examples.bad) expect(unfilled(rule, example)).toEqual([]);
  });

  it('shows labels in its good examples that Kubernetes accepts', () => {
    const values = rule.examples.good.flatMap((example) => Object.values(sliceOf(parse(example.yaml)).metadata.labels));
    expect(values.filter((value) => !/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/.test(value))).toEqual([]);
  });

  it('never asks more in recommended than in strict', () => {
    const strength = { deny: 3, warn: 2, audit: 1, off: 0 };
    for (const { recommended, strict } of Object.values(rule.messages))
      expect(strength[strict]).toBeGreaterThanOrEqual(strength[recommended]);
  });

  it('has options that JSON Schema can express, each described', () => {
    const schema = z.toJSONSchema(rule.options, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    for (const option of Object.values(schema.properties ?? {}))
      expect(option).toMatchObject({ description: expect.stringMatching(/.+/) });
  });

  it('runs without options if a preset has it on', () => {
    const isOn = Object.values(rule.messages).some(
      ({ recommended, strict }) => recommended !== 'off' || strict !== 'off',
    );
    expect(!isOn || rule.options.safeParse({}).success).toBe(true);
  });

  it('refuses options that it does not know', () => {
    expect(() => rule.compile({ 'no-such-option': true }, { networks: new Map() })).toThrow(/no-such-option/);
  });

  it.for(rule.examples.good.map((example) => ({ title: example.title, example })))('good: $title', ({ example }) => {
    expect(runRule(rule, inputOf(rule, example))).toEqual({ findings: [], undecided: [] });
  });

  it.for(rule.examples.bad.map((example) => ({ title: example.title, example })))('bad: $title', ({ example }) => {
    const { findings, undecided } = runRule(rule, inputOf(rule, example));
    expect(findings.map(({ field, id }) => [field, id])).toEqual(example.findings);
    expect(undecided).toEqual([]);
  });
});

/** What a message's placeholders may be: everything the report gives. */
function unfilled(rule: AnyRule, example: BadExample): readonly string[] {
  return runRaw(rule, inputOf(rule, example)).reports.flatMap(([id, { seen, expected, data }]) => {
    const known = new Set(['seen', ...(expected === undefined ? [] : ['expected']), ...Object.keys(data ?? {})]);
    return [...(rule.messages[id]?.text.matchAll(/\{(\w+)\}/g) ?? [])].flatMap(([placeholder, name = '']) =>
      known.has(name) ? [] : [`${id}: ${placeholder} of "${seen}"`],
    );
  });
}

function inputOf(rule: AnyRule, example: Example): RuleInput {
  if (rule.input !== 'manifest') parse(example.yaml);
  return {
    ...textOf(example),
    ...(example.old === undefined ? {} : { old: parse(example.old) }),
    ...(example.user === undefined ? {} : { user: example.user }),
    ...(example.options === undefined ? {} : { options: example.options }),
    ...(example.networks === undefined ? {} : { networks: example.networks }),
    ...(example.services === undefined ? {} : { view: viewOf(example.services) }),
  };
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
  const stored = old === undefined ? undefined : parse(old);
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

function parse(yaml: string): object {
  const value = load(yaml);
  if (typeof value !== 'object' || value === null) throw new TypeError('an example is one object');
  const kind = kindOf(value);
  if (kind === undefined) throw new TypeError('an example is of a kind that is judged');
  expect(value).toMatchObject({ metadata: { name: expect.any(String) } });
  expect(decodeObject(kind, value)).toMatchObject({ ok: true });
  return value;
}

function kindOf(value: object): ObjectKind | undefined {
  const { apiVersion, kind } = new Reader().fields<'apiVersion' | 'kind'>(value);
  return objectKind(apiVersion, kind);
}
