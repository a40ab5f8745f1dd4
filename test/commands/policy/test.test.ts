// `sliceward policy test`, run as the command line runs it.
import { describe, expect, it } from 'vitest';
import { policyTest, run, testOne, write } from './run-policy.ts';

const PORT = 'deny port-number/out-of-range ports[0].port: port 70000 is out of range';

describe('policy test', () => {
  it('passes what is as expected', async () => {
    expect(await testOne('expect: {allowed: false, findings: [{rule: port-number}], undecided: [managed-by]}')).toEqual(
      [[], 0],
    );
    expect(
      await testOne(
        'writer: {user: jane}',
        'expect: {allowed: false, exact: true, findings: [{rule: port-number}, {rule: managed-by}]}',
      ),
    ).toEqual([[], 0]);
  });

  it('shows a wrong verdict, with the findings that led to it', async () => {
    const [lines, code] = await testOne('expect: {allowed: true}');
    expect(lines).toEqual([
      'one.test.yaml:5:5: failed: one',
      '  - allowed',
      '  + denied',
      expect.stringContaining(`    ${PORT}`),
    ]);
    expect(code).toBe(1);
  });

  it('shows what is missing by every part of an expectation', async () => {
    const parts = [
      'rule: managed-by',
      'rule: port-number, id: absent',
      'rule: port-number, action: warn',
      'rule: port-number, capped: dial',
      'rule: port-number, field: ports',
    ];
    for (const part of parts) {
      const [lines, code] = await testOne(`expect: {allowed: false, findings: [{${part}}]}`);
      expect(lines).toEqual([
        'one.test.yaml:5:5: failed: one',
        '    denied',
        expect.stringMatching(/^ {2}- .*(managed-by|port-number)/),
        expect.stringContaining(PORT),
      ]);
      expect(code).toBe(1);
    }
  });

  it('shows what is more than expected where the case is exact', async () => {
    expect(await testOne('expect: {allowed: false, exact: true}')).toEqual([
      ['one.test.yaml:5:5: failed: one', '    denied', expect.stringContaining(`  + ${PORT}`)],
      1,
    ]);
  });

  it('shows which rules could not decide', async () => {
    const [lines] = await testOne('expect: {allowed: false, undecided: []}');
    expect(lines.slice(-2)).toEqual(['  - undecided: none', '  + undecided: managed-by']);
  });

  it('prints JSON', async () => {
    const file = write('json.test.yaml', policyTest('expect: {allowed: true, findings: [{rule: managed-by}]}'));
    expect(JSON.parse((await run(['test', '-o', 'json', file])).written())).toMatchObject({
      kind: 'PolicyTestReport',
      cases: [
        {
          file,
          line: 5,
          column: 5,
          name: 'one',
          passed: false,
          allowed: false,
          missing: [{ rule: 'managed-by' }],
          undecided: ['managed-by'],
        },
      ],
      problems: [],
      summary: { cases: 1, passed: 0, failed: 1, problems: 0 },
    });
  });
});
