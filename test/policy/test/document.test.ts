// The schema of policy tests: as it is read, and as editors read it.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { policyTestJsonSchema, policyTestSchema } from '../../../src/policy/test/document.ts';

const HEAD = { apiVersion: 'sliceward.dev/v1alpha1', kind: 'PolicyTest' };
const POLICY = { ...HEAD, kind: 'SlicePolicy', metadata: { name: 'p' }, spec: { preset: 'strict' } };
const CASE = { name: 'a zone is checked', manifest: 'slice.yaml', expect: { allowed: true } };

const isValidInEditors = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(policyTestJsonSchema());

/** Read, and valid in editors. */
function verdicts(document: unknown): readonly boolean[] {
  return [policyTestSchema.safeParse(document).success, isValidInEditors(document)];
}

describe('a policy test', () => {
  it.each<[string, object]>([
    ['one case', {}],
    ['a policy in a file', { policy: 'policy.yaml' }],
    ['a policy written here', { policy: POLICY }],
    ['several policies', { policy: ['policy.yaml', POLICY] }],
    ['a writer of all cases', { writer: { user: 'jane', groups: ['builders'] } }],
    ['another policy and writer in a case', { cases: [{ ...CASE, policy: POLICY, writer: { user: 'joe' } }] }],
    ['an update', { cases: [{ ...CASE, operation: 'UPDATE', old: { kind: 'EndpointSlice' } }] }],
    [
      'findings',
      {
        cases: [
          {
            ...CASE,
            expect: {
              allowed: false,
              exact: true,
              findings: [{ rule: 'zone', id: 'empty', field: '', action: 'deny', capped: null }],
              undecided: ['managed-by'],
            },
          },
        ],
      },
    ],
  ])('may have %s', (_, parts) => {
    expect(verdicts({ ...HEAD, cases: [CASE], ...parts })).toEqual([true, true]);
  });

  it.each<[string, object]>([
    ['no cases', { cases: [] }],
    ['another kind', { kind: 'SlicePolicy' }],
    ['an unknown field', { polcy: 'policy.yaml' }],
    ['an empty list of policies', { policy: [] }],
    ['a broken policy', { policy: { ...POLICY, spec: { prset: 'strict' } } }],
    ['a writer without a user', { writer: { groups: ['builders'] } }],
    ['a case without a name', { cases: [{ ...CASE, name: '' }] }],
    ['a name longer than a line', { cases: [{ ...CASE, name: 'x'.repeat(201) }] }],
    ['a case without a manifest', { cases: [{ name: 'x', expect: { allowed: true } }] }],
    ['a case that expects nothing', { cases: [{ ...CASE, expect: {} }] }],
    ['another operation', { cases: [{ ...CASE, operation: 'CONNECT' }] }],
    ['a finding without a rule', { cases: [{ ...CASE, expect: { allowed: true, findings: [{ id: 'x' }] } }] }],
    [
      'a finding that is off, which no finding is',
      { cases: [{ ...CASE, expect: { allowed: true, findings: [{ rule: 'zone', action: 'off' }] } }] },
    ],
  ])('may not have %s', (_, parts) => {
    expect(verdicts({ ...HEAD, cases: [CASE], ...parts })).toEqual([false, false]);
  });

  it('is exact only where it says so', () => {
    expect(policyTestSchema.parse({ ...HEAD, cases: [CASE] }).cases[0]?.expect.exact).toBe(false);
  });
});
