// How `sliceward policy test` reads tests.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, HEAD, inlinePolicy, run, SLICE, testOne, write } from './run-policy.ts';

describe('policy test', () => {
  it.each([
    ['expct: {}', '7:5: problem: cases.0.expct: unknown field "expct"; did you mean "expect"?'],
    [
      'expect: {allowed: true, findings: [{rule: zne}]}',
      '7:47: problem: cases.0.expect.findings.0.rule: unknown rule "zne"; did you mean "zone"?',
    ],
    [
      'expect: {allowed: true, undecided: [zne]}',
      '7:41: problem: cases.0.expect.undecided.0: unknown rule "zne"; did you mean "zone"?',
    ],
    [
      'expect: {allowed: true, findings: [{rule: port-number, id: abset}]}',
      '7:64: problem: cases.0.expect.findings.0.id: unknown message of port-number "abset"; did you mean "absent"?',
    ],
    ['expect: {allowed: true, allowed: false}', '7:29: problem: cases.0.expect.allowed: duplicate key'],
    ['"__proto__": {}', '7:5: problem: cases.0.__proto__: unknown name "__proto__", which no field has; remove it'],
    [
      'expect: {allowed: true, "__proto__": 1}',
      '7:29: problem: cases.0.expect.__proto__: unknown name "__proto__", which no field has; remove it',
    ],
    [
      inlinePolicy('__proto__: {action: deny}'),
      '7:105: problem: cases.0.policy.spec.rules.__proto__: unknown name "__proto__", which no field has; remove it',
    ],
  ])('reports a mistake in the test: %s', async (line, message) => {
    const [lines, code] = await testOne(line);
    expect(lines).toContain(`one.test.yaml:${message}`);
    expect(code).toBe(2);
  });

  it('skips manifests and policies, and fails when there are no tests', async () => {
    write('others/slice.yaml', SLICE);
    write('others/policy.yaml', `${HEAD}  preset: strict\n`);
    const io = await run(['test', join(folder, 'others')]);
    expect([io.errors(), io.exitCode()]).toEqual([
      'sliceward: no PolicyTest found: give files, or folders that hold some\n',
      2,
    ]);
    write('others/typo.yaml', 'apiVersion: sliceward.dev/v1alpha1\nkind: PolicyTst\n');
    expect((await run(['test', join(folder, 'others')])).written()).toContain(
      'typo.yaml:2:7: problem: kind: must be "PolicyTest"',
    );
  });
});
