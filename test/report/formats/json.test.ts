import { describe, expect, it } from 'vitest';
import { jsonWriter } from '../../../src/report/formats/json.ts';
import { reportSchema } from '../../../src/report/schema.ts';
import { ONE, print, PROBLEM, SHOWN } from './one-report.ts';

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
          judged: true,
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
      summary: {
        documents: 1,
        slices: 1,
        notJudged: 0,
        denied: 1,
        deny: 1,
        warn: 0,
        audit: 0,
        undecided: 1,
        problems: 1,
      },
    });
  });
  it.each([0, 1, 2, 3])('is one document, laid out as JSON.stringify does, with %i decisions', (count) => {
    const text = print(jsonWriter(SHOWN), ...Array.from({ length: count }, () => ONE));
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    expect(reportSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
  });
});
