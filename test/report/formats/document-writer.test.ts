import { describe, expect, it } from 'vitest';
import { emptySummary, reportHead } from '../../../src/report/document.ts';
import { documentWriter, type AnyWriter, type Shown } from '../../../src/report/formats/document-writer.ts';
import { finding, judged } from '../fixtures.ts';
import { PROBLEM, SHOWN } from './one-report.ts';

const HEAD = reportHead({ version: '1.2.3', policies: [], kubernetes: '1.37' });

/** Prints what it is given, a line for each call. */
function writer(shown: Shown = SHOWN): AnyWriter {
  return documentWriter(shown, {
    head: ({ kind }) => `head ${kind}\n`,
    decision: ({ source, digest, warnings }, index) => `${index} ${JSON.stringify([source, digest, warnings])}\n`,
    tail: (tail, count) => `tail ${count} ${JSON.stringify(tail)}\n`,
  });
}

describe('documentWriter', () => {
  it('prints decisions as they come, numbered from 0, and problems at the end', () => {
    const made = writer();
    const inFile = judged([finding([])]);
    const source = { cluster: 'test', resourceVersion: '42' };
    expect(made.begin(HEAD)).toBe('head Report\n');
    expect(made.problem(PROBLEM, undefined)).toBe('');
    expect(made.decision(inFile)).toBe(
      '0 [{"file":"web.yaml","document":0,"line":1,"column":1},"sha256:0",["careful: \\"quoted\\""]]\n',
    );
    expect(made.decision({ decision: inFile.decision, source })).toBe(
      '1 [{"cluster":"test","resourceVersion":"42"},"sha256:0",["careful: \\"quoted\\""]]\n',
    );
    expect(made.problem({ cluster: 'test', message: 'no' }, undefined)).toBe('');
    const summary = { ...emptySummary(), problems: 2 };
    expect(made.end(summary)).toBe(
      `tail 2 ${JSON.stringify({ findings: [], problems: [PROBLEM, { cluster: 'test', message: 'no' }], summary })}\n`,
    );
  });
  it('asks for the digest and the warnings of the decision that it prints', () => {
    const asked: unknown[] = [];
    const one = judged([]);
    const made = writer({
      digest: (decision) => `digest of ${asked.push(decision)}`,
      warnings: (decision) => [`warning of ${asked.push(decision)}`],
    });
    expect(made.decision(one)).toContain('"digest of 1",["warning of 2"]');
    expect(asked).toEqual([one.decision, one.decision]);
  });
});
