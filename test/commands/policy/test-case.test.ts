// How `sliceward policy test` judges a case.
import { load as loadYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { HEAD, inlinePolicy, policyTest, run, SLICE, testOne, write } from './run-policy.ts';

describe('policy test', () => {
  it('judges an update where the stored object is given', async () => {
    const capped = 'findings: [{rule: port-number, action: warn, capped: shrinking}]';
    expect(await testOne('old: slice.yaml', `expect: {allowed: true, ${capped}}`)).toEqual([[], 0]);
    expect(await testOne('old: slice.yaml', 'operation: CREATE', 'expect: {allowed: false}')).toEqual([[], 0]);
    expect(await testOne('operation: DELETE', 'expect: {allowed: true, exact: true}')).toEqual([[], 0]);
  });

  it('judges an object that is written in the test as it is written there', async () => {
    const odd = `{"__proto__": {"a": 1}, ${JSON.stringify(loadYaml(SLICE)).slice(1)}`;
    const policy = inlinePolicy('unknown-field: {action: deny}');
    const expected = 'expect: {allowed: false, exact: true, findings: [{rule: unknown-field, field: __proto__}]}';
    const inline = policyTest(policy, expected).replace('manifest: slice.yaml', `manifest: ${odd}`);
    expect((await run(['test', write('odd.test.yaml', inline)])).written()).toBe('1 case: 1 passed, 0 failed\n');
    write('odd.json', odd);
    const file = policyTest(policy, expected).replace('manifest: slice.yaml', 'manifest: odd.json');
    expect((await run(['test', write('odd.test.yaml', file)])).written()).toBe('1 case: 1 passed, 0 failed\n');
  });

  it('judges by --policy where a test names none, and by the preset without', async () => {
    const file = write('none.test.yaml', policyTest('expect: {allowed: true}').replace('policy: policy.yaml\n', ''));
    expect((await run(['test', file])).exitCode()).toBe(1);
    const lenient = write('lenient.yaml', `${HEAD}  preset: recommended\n  enforcement: warn\n`);
    expect((await run(['test', file, '--policy', lenient])).exitCode()).toBe(0);
  });
});
