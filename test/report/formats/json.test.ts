import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { addDecision, emptySummary, reportHead } from '../../../src/report/document.ts';
import { jsonWriter, yamlWriter, type Shown } from '../../../src/report/formats/json.ts';
import { reportJsonSchema, reportSchema } from '../../../src/report/schema.ts';
import type { Judged, ReportWriter } from '../../../src/report/writer.ts';
import { isProblem, readDocuments } from '../../../src/yaml/read.ts';
import { finding, judged } from '../fixtures.ts';

const SHOWN: Shown = { digest: () => 'sha256:0', warnings: () => ['careful: "quoted"'] };
const PROBLEM = { file: 'x.yaml', line: 1, column: 1, message: 'y: "no"' };

function print(writer: ReportWriter, ...all: readonly Judged[]): string {
  const summary = { ...emptySummary(), documents: all.length, problems: 1 };
  let text = writer.begin(
    reportHead({ version: '1.2.3', policies: [{ name: 'production', digest: 'sha256:1' }], kubernetes: '1.37' }),
  );
  for (const one of all) {
    addDecision(summary, one.decision);
    text += writer.decision(one);
  }
  return text + writer.problem(PROBLEM, undefined) + writer.end(summary);
}

const ONE = judged([finding(['endpoints', 0, 'addresses', 0])], { undecided: [{ rule: 'managed-by', needs: 'user' }] });

describe('jsonWriter', () => {
  it('prints exactly the contract', () => {
    expect(JSON.parse(print(jsonWriter(SHOWN), ONE))).toEqual({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'Report',
      tool: { version: '1.2.3' },
      policies: [{ name: 'production', digest: 'sha256:1' }],
      kubernetes: '1.37',
      decisions: [
        {
          source: { file: 'web.yaml', document: 0, line: 1, column: 1 },
          object: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace: 'shop', name: 'web-1' },
          operation: 'CREATE',
          dryRun: false,
          writer: { class: 'unknown', user: null },
          allowed: false,
          digest: 'sha256:0',
          findings: [
            {
              rule: 'bad-address',
              id: 'loopback',
              field: 'endpoints[0].addresses[0]',
              reason: 'FieldValueInvalid',
              message: '127.0.0.1 leads nowhere',
              seen: '127.0.0.1',
              expected: 'an address',
              action: 'deny',
              actionBefore: 'deny',
              capped: null,
              exception: null,
              location: { line: 3, column: 15 },
              fix: [],
            },
          ],
          undecided: [{ rule: 'managed-by', needs: 'user' }],
          warnings: ['careful: "quoted"'],
        },
      ],
      findings: [],
      problems: [PROBLEM],
      summary: { documents: 1, slices: 1, denied: 1, deny: 1, warn: 0, audit: 0, undecided: 1, problems: 1 },
    });
  });
  it.each([0, 1, 2, 3])('is one document, laid out as JSON.stringify does, with %i decisions', (count) => {
    const text = print(jsonWriter(SHOWN), ...Array.from({ length: count }, () => ONE));
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(reportSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
  });
});

describe('yamlWriter', () => {
  it.each([0, 1, 2])('says the same as JSON, with %i decisions', (count) => {
    const all = Array.from({ length: count }, () => ONE);
    const documents = [...readDocuments(print(yamlWriter(SHOWN), ...all))];
    expect(documents.map((item) => (isProblem(item) ? item.message : item.value))).toEqual([
      JSON.parse(print(jsonWriter(SHOWN), ...all)),
    ]);
  });
});

describe('reportJsonSchema', () => {
  const validate = new Ajv2020().compile(reportJsonSchema());

  it('accepts a report, and the fixes and cluster sources that later doors bring', () => {
    const report: unknown = JSON.parse(print(jsonWriter(SHOWN), ONE));
    expect(validate(report)).toBe(true);
    const later = reportSchema.parse(report);
    const [decision] = later.decisions;
    if (decision === undefined) throw new Error('no decision');
    decision.source = { cluster: 'kind', resourceVersion: '12' };
    decision.findings[0]?.fix.push({ op: 'replace', path: '/endpoints/0/addresses/0', value: '10.0.0.1' });
    expect(validate(later)).toBe(true);
  });
  it.each([
    ['an unknown member', { extra: 1 }],
    ['another kind', { kind: 'List' }],
    ['no summary', { summary: undefined }],
    ['a negative count', { summary: { ...emptySummary(), slices: -1 } }],
  ])('refuses %s', (_what, change) => {
    const report: unknown = { ...JSON.parse(print(jsonWriter(SHOWN), ONE)), ...change };
    expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
  });
});
