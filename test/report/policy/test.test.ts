import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../src/policy/test/compare.ts';
import type { Expectation } from '../../../src/policy/test/document.ts';
import { ANSI, PLAIN } from '../../../src/report/palette.ts';
import { caseText, testDocument, testSummaryLine, type CaseResult } from '../../../src/report/policy/test.ts';
import { finding, judged } from '../fixtures.ts';

type Judged = Parameters<typeof judged>;

/** The result of a case that expects this of the findings. */
function result(expected: Partial<Expectation>, ...given: Judged): CaseResult {
  const { decision } = judged(...given);
  return {
    file: 'one.test.yaml',
    line: 5,
    column: 7,
    name: 'one',
    problems: [],
    comparison: compare({ allowed: true, exact: false, ...expected }, [decision]),
  };
}

/** The lines about a failed case, without its place and name. */
function difference(...given: Parameters<typeof result>): readonly string[] {
  const [head, ...lines] = caseText(result(...given), PLAIN)
    .trimEnd()
    .split('\n');
  expect(head).toBe('one.test.yaml:5:7: failed: one');
  return lines;
}

const WARNED = finding(['ports', 0], { action: 'warn' });
const LINE = 'warn bad-address/loopback ports[0]: 127.0.0.1 leads nowhere';

describe('caseText', () => {
  it('prints nothing for a case that passed', () => {
    expect(caseText(result({ findings: [{ rule: 'bad-address' }] }, [WARNED]), PLAIN)).toBe('');
  });
  it('shows a wrong verdict in both directions, with what was found', () => {
    expect(difference({ allowed: false }, [WARNED])).toEqual(['  - denied', '  + allowed', `    ${LINE}`]);
    expect(difference({ allowed: true }, [finding([])])).toEqual([
      '  - allowed',
      '  + denied',
      '    deny bad-address/loopback : 127.0.0.1 leads nowhere',
    ]);
  });
  it.each([
    [{ rule: 'other' }, 'other'],
    [{ rule: 'other', id: 'x', field: 'ports' }, 'other/x ports'],
    [{ rule: 'other', action: 'warn' as const, capped: 'ratchet' }, 'warn other (capped: ratchet)'],
    [{ rule: 'other', capped: null }, 'other (not capped)'],
    [{ rule: 'a\nb' }, String.raw`a\u000ab`],
  ])('shows what of %j was expected and not found', (wanted, text) => {
    expect(difference({ findings: [{ rule: 'bad-address' }, wanted] }, [WARNED])).toEqual([
      '    allowed',
      `  - ${text}`,
      `    ${LINE}`,
    ]);
  });
  it('shows what was not expected, where the case is exact', () => {
    expect(difference({ exact: true, findings: [] }, [WARNED])).toEqual(['    allowed', `  + ${LINE}`]);
  });
  it('shows undecided rules, sorted and once', () => {
    const undecided = [
      { rule: 'b', needs: 'user' },
      { rule: 'a', needs: 'user' },
    ] as const;
    expect(difference({ undecided: ['c', 'a', 'c'] }, [], { undecided })).toEqual([
      '    allowed',
      '  - undecided: a, c',
      '  + undecided: a, b',
    ]);
    expect(difference({ undecided: ['a'] }, []).slice(1)).toEqual(['  - undecided: a', '  + undecided: none']);
    expect(difference({ undecided: [] }, [], { undecided }).slice(1)).toEqual([
      '  - undecided: none',
      '  + undecided: a, b',
    ]);
  });
  it('shows 50 findings, and counts the others', () => {
    const many = Array.from({ length: 60 }, () => WARNED);
    const lines = difference({ allowed: false }, many);
    expect(lines).toHaveLength(2 + 50 + 1);
    expect(lines.at(-1)).toBe('    … and 10 more');
  });
  it('shows why a case could not be judged', () => {
    const problems = [{ file: 'one.test.yaml', line: 6, column: 3, message: 'policy: no\nsuch file' }];
    expect(caseText({ ...result({}, []), problems, comparison: undefined }, PLAIN)).toBe(
      `one.test.yaml:6:3: problem: ${String.raw`policy: no\u000asuch file`}\n`,
    );
  });
  it('colours what was expected and what was found, and changes nothing else', () => {
    const failed = result({ allowed: false }, [WARNED]);
    const text = caseText(failed, ANSI);
    expect(text).toContain('  \u001b[31m- denied\u001b[0m\n  \u001b[33m+ allowed\u001b[0m\n');
    expect(stripVTControlCharacters(text)).toBe(caseText(failed, PLAIN));
  });
});

describe('testSummaryLine', () => {
  it.each([
    [{ cases: 1, passed: 1, failed: 0, problems: 0 }, '1 case: 1 passed, 0 failed'],
    [{ cases: 5, passed: 3, failed: 1, problems: 1 }, '5 cases: 3 passed, 1 failed, 1 problem'],
    [{ cases: 0, passed: 0, failed: 0, problems: 2 }, '0 cases: 0 passed, 0 failed, 2 problems'],
  ])('of %j', (summary, line) => expect(testSummaryLine(summary)).toBe(line));
});

describe('testDocument', () => {
  const summary = { cases: 2, passed: 0, failed: 1, problems: 1 };
  const problem = { file: 'two.test.yaml', line: 1, column: 1, message: 'no' };

  it('has each case with what was expected and found', () => {
    const wanted = { rule: 'other', id: 'x' };
    const failed = result({ exact: true, findings: [wanted], undecided: ['r'] }, [WARNED]);
    const found = {
      rule: 'bad-address',
      id: 'loopback',
      field: 'ports[0]',
      action: 'warn',
      actionBefore: 'deny',
      capped: null,
      message: '127.0.0.1 leads nowhere',
    };
    expect(testDocument([failed], [problem], summary)).toEqual({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'PolicyTestReport',
      cases: [
        {
          file: 'one.test.yaml',
          line: 5,
          column: 7,
          name: 'one',
          passed: false,
          problems: [],
          allowed: true,
          expectedAllowed: true,
          findings: [found],
          missing: [wanted],
          unexpected: [found],
          undecided: [],
          expectedUndecided: ['r'],
        },
      ],
      problems: [problem],
      summary,
    });
    expect(testDocument([result({}, [])], [], summary)).toMatchObject({ cases: [{ expectedUndecided: null }] });
  });
  it('says of a case that could not be judged only why', () => {
    const broken = { ...result({}, []), problems: [problem], comparison: undefined };
    expect(testDocument([broken], [], summary)).toMatchObject({
      cases: [{ file: 'one.test.yaml', line: 5, column: 7, name: 'one', passed: false, problems: [problem] }],
    });
  });
});
