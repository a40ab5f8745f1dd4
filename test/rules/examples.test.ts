// Executes the examples of every rule, and checks what every rule must declare and come with.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyRule, type BadExample, CATEGORIES } from '../../src/policy/rule.ts';
import { RULES } from '../../src/rules/index.ts';
import { NETWORKS, ROWS } from '../e2e/rule-rows.ts';
import { inputOf, parseExample } from './run-example.ts';
import { runRaw, runRule, sliceOf } from './run-rule.ts';

/** Messages whose example would make no page: a test of the rule has one. */
const SHOWN_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // 256 KiB of annotations.
  'kubernetes-validation': ['too-long'],
};

/** Rules that find nothing wrong with a slice behind an API server: they have no row in the tests against a real one. */
const WITHOUT_ROW: Readonly<Record<string, string>> = {
  'api-version': 'there it judges v1 Endpoints only, which test/e2e/endpoints.test.ts does',
  'kubernetes-validation': 'it reads manifests; test/e2e/oracle.test.ts compares what it asks with a real API server',
  'unknown-field': 'it reads manifests; the API server drops or refuses such fields itself',
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

  it('gives no reason against a row for a rule that has one or does not exist', () => {
    const rows = new Set(ROWS.map(({ rule }) => rule));
    expect(Object.keys(WITHOUT_ROW).filter((id) => rows.has(id) || !ids.includes(id))).toEqual([]);
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

  it('has good and bad examples', () => {
    expect(rule.examples.good.length).toBeGreaterThan(0);
    expect(rule.examples.bad.length).toBeGreaterThan(0);
  });

  it('has a test file of its own', () => {
    expect(readdirSync(import.meta.dirname)).toContain(`${rule.id}.test.ts`);
  });

  it('has a row in test/e2e/rule-rows.ts, or a reason for none', () => {
    const isShown = ROWS.some((row) => row.rule === rule.id);
    expect(isShown || Object.hasOwn(WITHOUT_ROW, rule.id)).toBe(true);
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
    const values = rule.examples.good.flatMap((example) =>
      Object.values(sliceOf(parseExample(example.yaml)).metadata.labels),
    );
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

it.for(ROWS)('finds in the object of a row what the row says: $rule: $title', (row) => {
  const rule = RULES.find(({ id }) => id === row.rule);
  if (rule === undefined) throw new Error(`there is no rule ${row.rule}`);
  const { object, old, options = {}, findings } = row;
  const input = { slice: object, user: 'alice', options, networks: NETWORKS, ...(old && { old }) };
  const said = runRule(rule, input).findings.map(({ id, field }) => `${id} ${field}`.trimEnd());
  expect(said).toEqual(findings);
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
