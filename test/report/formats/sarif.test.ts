import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRule, nothing } from '../../../src/policy/rule.ts';
import { fileUri } from '../../../src/report/formats/file-uri.ts';
import { sarifWriter } from '../../../src/report/formats/sarif.ts';
import type { ReportWriter } from '../../../src/report/writer.ts';
import { RULES } from '../../../src/rules/index.ts';
import { finding, judged, print } from '../fixtures.ts';
import { hostileReport } from '../hostile.ts';
import { sarifErrors } from '../sarif-schema.ts';

const RULE = defineRule({
  id: 'no-tuesday',
  category: 'change',
  summary: 'No slice is named after a Tuesday',
  rationale: 'Tuesdays <b>break</b> things.',
  remediation: 'Wait until Wednesday.',
  needs: [],
  options: z.strictObject({}),
  messages: { begun: { text: 'it is one', reason: 'FieldValueInvalid', recommended: 'warn', strict: 'deny' } },
  examples: { good: [], bad: [] },
  prepare: nothing,
  check: () => {},
});
const OTHER = { ...RULE, id: 'bad-address', category: 'address' } as const;

function writer(): ReportWriter {
  return sarifWriter({ rules: [RULE, OTHER], hash: (text) => `hash of ${text.length}`, isWindows: false });
}

const logSchema = z.object({
  runs: z.tuple([
    z.object({
      results: z.array(
        z.object({
          ruleId: z.string(),
          level: z.string(),
          message: z.object({ text: z.string() }),
          locations: z.tuple([
            z.object({ physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string() }) }) }),
          ]),
          partialFingerprints: z.object({ 'sliceward/v1': z.string() }),
        }),
      ),
      tool: z.object({
        driver: z.object({ rules: z.array(z.object({ id: z.string(), help: z.object({ markdown: z.string() }) })) }),
      }),
      invocations: z.tuple([
        z.object({ executionSuccessful: z.boolean(), toolExecutionNotifications: z.array(z.unknown()) }),
      ]),
    }),
  ]),
});

function read(text: string): z.infer<typeof logSchema>['runs'][0] {
  const log: unknown = JSON.parse(text);
  expect(sarifErrors(log)).toEqual([]);
  return logSchema.parse(log).runs[0];
}

function fingerprints(...entries: Parameters<typeof print>[1] & object): readonly string[] {
  return read(print(sarifWriter({ rules: [OTHER], hash: (text) => text, isWindows: false }), entries)).results.map(
    (result) => result.partialFingerprints['sliceward/v1'],
  );
}

describe('sarifWriter', () => {
  it('has the 5,000 strongest results, in their order, and says how many more there are', () => {
    const of = (count: number, action: 'deny' | 'warn' | 'audit'): Parameters<typeof judged>[0] =>
      Array.from({ length: count }, (_, index) => finding([index], { action, seen: `${action} ${index}` }));
    const entries = [
      judged(of(900, 'audit')),
      judged(of(3000, 'warn')),
      judged(of(900, 'deny')),
      judged(of(2000, 'warn')),
    ];
    const { results, invocations } = read(print(writer(), entries));
    const levels = Map.groupBy(results, ({ level }) => level);
    expect([...levels].map(([level, { length }]) => [level, length])).toEqual([
      ['error', 900],
      ['warning', 4100],
    ]);
    expect(invocations[0].toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: expect.stringMatching(/^1800 more results are not in this file/) } },
    ]);
  });

  it('prints the golden file', async () => {
    await expect(print(writer())).toMatchFileSnapshot('../../fixtures/report/report.sarif.json');
  });
  it('is valid by the schema of the standard, which refuses invalid logs', () => {
    expect(read(print(writer())).results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
      'bad-address error',
      'bad-address error',
      'managed-by error',
      'no-tuesday warning',
      'no-tuesday note',
    ]);
    expect(read(print(writer(), [])).results).toEqual([]);
    expect(sarifErrors({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).not.toEqual([]);
    expect(sarifErrors({ version: '2.1.0', runs: [], more: 1 })).not.toEqual([]);
  });
  it('describes only the rules that found something', () => {
    const { tool, invocations } = read(print(writer()));
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['bad-address', 'no-tuesday']);
    expect(read(print(writer(), [judged([])])).tool.driver.rules).toEqual([]);
    expect(invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ level: 'error' }, { level: 'note' }],
    });
  });
  it('is valid with every real rule', () => {
    const all = RULES.map(({ id }) => judged([finding([], { rule: id })]));
    const { tool } = read(print(sarifWriter({ rules: RULES, hash: (text) => text, isWindows: false }), all));
    expect(tool.driver.rules).toHaveLength(RULES.length);
    for (const { id, help } of tool.driver.rules) {
      expect(help.markdown.startsWith(`# ${id}\n`)).toBe(true);
      // Section 3.11.4.2: no HTML. Text in code is not HTML.
      expect(help.markdown.replaceAll(/```[^]*?```|`[^`\n]*`|\\</g, '')).not.toContain('<');
    }
  });
  it('has a fingerprint for each finding, which stays the same when the object moves in its file', () => {
    const at = (index: number, seen = '127.0.0.1') => finding(['endpoints', index, 'addresses', 0], { seen });
    const here = judged([at(0), at(1)]);
    const moved = { ...judged([at(8), at(9)]), source: { ...here.source, locate: () => ({ line: 99, column: 1 }) } };
    expect(fingerprints(here)).toEqual(fingerprints(moved));
    expect(new Set(fingerprints(here)).size).toBe(2);
    expect(fingerprints(judged([at(0, '127.0.0.2')]))).not.toEqual(fingerprints(judged([at(0)])));
  });
  it('turns no text of a message into a placeholder or a link', () => {
    const [result] = read(
      print(writer(), [judged([finding([], { message: 'see [this](http://a.b) or {0} or }' })])]),
    ).results;
    expect(result?.message.text).toBe('see [this] (http://a.b) or {{0}} or }}');
  });
  it('stays valid for any text in manifests', () => {
    fc.assert(
      fc.property(hostileReport, ({ file, entries }) => {
        const { results, invocations } = read(print(writer(), entries));
        expect(results).toHaveLength(2);
        expect(invocations[0].toolExecutionNotifications).toHaveLength(1);
        expect(results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe(fileUri(file, false));
      }),
    );
  });
});
