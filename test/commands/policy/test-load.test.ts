// The policies and objects that a test names.
import { load as loadYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { inlinePolicy, policyTest, run, SLICE, testOne, write } from './run-policy.ts';

describe('policy test', () => {
  it('takes objects and policies that are written in the test', async () => {
    const manifest = `manifest: ${JSON.stringify(loadYaml(SLICE))}`;
    const policy = inlinePolicy('service-name: {action: deny}');
    const text = policyTest(policy, 'expect: {allowed: true}').replace('manifest: slice.yaml', manifest);
    expect((await run(['test', write('inline.test.yaml', text)])).exitCode()).toBe(0);
  });

  it('reports what cannot be read or judged, with its place', async () => {
    expect(await testOne('policy: gone.yaml', 'old: {apiVersion: v1, kind: Pod}', 'expect: {allowed: true}')).toEqual([
      [
        expect.stringMatching(/^one\.test\.yaml:7:13: problem: policy: policy gone\.yaml cannot be read: ENOENT/),
        'one.test.yaml:8:10: problem: old: holds no EndpointSlice',
      ],
      2,
    ]);
    const inline = inlinePolicy('zne: {action: deny}');
    expect((await testOne(inline, 'expect: {allowed: true}'))[0]).toEqual([
      'one.test.yaml:7:13: problem: policy: spec.rules.zne: unknown rule "zne"; did you mean "zone"?',
    ]);
  });
});
