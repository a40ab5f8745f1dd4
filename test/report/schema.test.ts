import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { emptySummary } from '../../src/report/document.ts';
import { jsonWriter } from '../../src/report/formats/json.ts';
import { reportJsonSchema, reportSchema } from '../../src/report/schema.ts';
import { ONE, print, SHOWN } from './formats/one-report.ts';

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
