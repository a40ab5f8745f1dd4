// The schema of policies: as it is read, and as editors read it.
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instanceSchema, policyJsonSchema, policySchema, selectorSchema } from '../../../src/policy/load/document.ts';
import { REGISTRY } from '../fixtures.ts';

const HEAD = { apiVersion: 'sliceward.dev/v1alpha1', kind: 'SlicePolicy', metadata: { name: 'test' } };

function isRead(spec: unknown): boolean {
  return policySchema.safeParse({ ...HEAD, spec }).success;
}

const editors = (['ref', 'inline'] as const).map((reused) =>
  new Ajv2020({ strict: true, allowUnionTypes: true }).compile(policyJsonSchema(REGISTRY, reused)),
);

function isValidInEditors(document: unknown): readonly boolean[] {
  return editors.map((validate) => validate(document));
}

describe('a policy document', () => {
  it('denies by default, and allows what is undecided', () => {
    expect(policySchema.parse({ ...HEAD, spec: {} }).spec).toEqual({ enforcement: 'deny', undecided: 'allow' });
  });

  it.each([
    ['an empty list of globs', { match: { managedBy: [] } }],
    ['an empty glob', { match: { serviceNames: [''] } }],
    ['no operation', { match: { operations: [] } }],
    ['a DELETE, which no rule judges', { match: { operations: ['DELETE'] } }],
    ['writers who are neither users, groups nor accounts', { exclude: { writers: { names: ['jane'] } } }],
    ['a managed-by that is not a label value', { writers: { trusted: [{ user: 'a', managedBy: 'a/b', rules: {} }] } }],
    ['trust without rules', { writers: { trusted: [{ user: 'a', managedBy: 'b' }] } }],
    ['an enforcement that switches all off', { enforcement: 'off' }],
    ['a network without ranges', { networks: { pods: [] } }],
    ['a list of rules', { rules: [] }],
    ['an unknown field', { preset: 'strict', prset: 'strict' }],
  ])('has not: %s', (_, spec) => {
    expect(isRead(spec)).toBe(false);
    expect(isValidInEditors({ ...HEAD, spec })).toEqual([false, false]);
  });

  it.each([
    ['another version', { ...HEAD, apiVersion: 'sliceward.dev/v1' }],
    ['another kind', { ...HEAD, kind: 'PolicyTest' }],
    ['no name', { ...HEAD, metadata: {} }],
    ['a name that is too long for Kubernetes', { ...HEAD, metadata: { name: 'a'.repeat(254) } }],
    ['another member', { ...HEAD, status: {} }],
  ])('is not one: %s', (_, head) => {
    expect(policySchema.safeParse({ ...head, spec: {} }).success).toBe(false);
    expect(isValidInEditors({ ...head, spec: {} })).toEqual([false, false]);
  });

  it('may have more metadata than a name, as kubectl writes it', () => {
    const document = { ...HEAD, metadata: { name: 'a'.repeat(253), annotations: { a: 'b' } }, spec: {} };
    expect(policySchema.safeParse(document).success).toBe(true);
    expect(isValidInEditors(document)).toEqual([true, true]);
  });

  it('excludes no namespace with an empty list, and takes a writer without names', () => {
    expect(selectorSchema.safeParse({ namespaces: { exclude: [] }, writers: {} }).success).toBe(true);
  });
});

describe('the schema for editors', () => {
  const wrong = fc.constantFrom<unknown[]>(null, 0, '', 'deny', [], {}, ['x'], { x: 1 });
  const rarelyWrong = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 30, arbitrary: right }, { weight: 1, arbitrary: wrong });
  const globs = rarelyWrong(fc.constantFrom(['a*'], ['a', 'b']));
  const selector = rarelyWrong(
    fc.record(
      {
        namespaces: rarelyWrong(
          fc.record(
            { names: globs, exclude: globs, labels: rarelyWrong(fc.constant({ a: 'b' })) },
            { requiredKeys: [] },
          ),
        ),
        labels: rarelyWrong(fc.constant({ a: 'b' })),
        writers: rarelyWrong(fc.record({ users: globs, groups: globs, serviceAccounts: globs }, { requiredKeys: [] })),
        operations: rarelyWrong(fc.constantFrom(['CREATE'], ['CREATE', 'UPDATE'])),
        managedBy: globs,
        serviceNames: globs,
      },
      { requiredKeys: [] },
    ),
  );
  const trusted = fc.record(
    {
      user: rarelyWrong(fc.constant('jane')),
      managedBy: rarelyWrong(fc.constantFrom('a.example.com', 'a', 'a/b')),
      namespaces: globs,
      rules: rarelyWrong(fc.constant({ zone: 'warn' })),
    },
    { requiredKeys: ['user', 'managedBy', 'rules'] },
  );
  const spec = fc.record(
    {
      preset: rarelyWrong(fc.constantFrom('recommended', 'strict')),
      enforcement: rarelyWrong(fc.constantFrom('deny', 'warn', 'audit')),
      undecided: rarelyWrong(fc.constantFrom('allow', 'retry', 'deny')),
      quiet: rarelyWrong(fc.boolean()),
      writers: rarelyWrong(
        fc.record({ controllers: globs, trusted: fc.array(trusted, { maxLength: 2 }) }, { requiredKeys: [] }),
      ),
      match: selector,
      exclude: selector,
      networks: rarelyWrong(fc.constant({ pods: ['10.0.0.0/8'] })),
    },
    { requiredKeys: [] },
  );

  it('accepts what is read, and nothing else', () => {
    const counts = { yes: 0, no: 0 };
    fc.assert(
      fc.property(spec, (one) => {
        const isValid = isRead(one);
        expect(isValidInEditors({ ...HEAD, spec: one })).toEqual([isValid, isValid]);
        counts[isValid ? 'yes' : 'no']++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(counts.yes, counts.no)).toBeGreaterThan(200);
  });

  it.each<[unknown, boolean]>([
    [{ action: 'deny' }, true],
    [[{ action: 'deny' }, { options: { max: 3 } }], true],
    [{ action: 'deny', options: { max: 'three' } }, false],
    [{ action: 'deny', options: { maximum: 3 } }, false],
    [{ acton: 'deny' }, false],
    [[], false],
    ['deny', false],
  ])('knows the rules and their options: %j', (instance, expected) => {
    expect(isValidInEditors({ ...HEAD, spec: { rules: { 'too-many': instance } } })).toEqual([expected, expected]);
    expect(isValidInEditors({ ...HEAD, spec: { rules: { 'too-few': instance } } })).toEqual([false, false]);
  });

  it('says of every field of a policy and of a rule what it means', () => {
    const undescribed = (fields: Readonly<Record<string, { description?: string | undefined }>>): readonly string[] =>
      Object.keys(fields).filter((name) => (fields[name]?.description ?? '') === '');
    // These two have members that say it.
    expect(undescribed(policySchema.shape.spec.shape)).toEqual(['writers', 'rules']);
    expect(undescribed(instanceSchema.shape)).toEqual([]);
  });
});
