// From a document to what the engine runs, and the mistakes that only show there.
import { describe, expect, it } from 'vitest';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { load } from '../fixtures.ts';
import { HEAD, mistakes, OPTIONS } from './support.ts';

describe('a mistake in the rules', () => {
  it.each([
    [
      'rules: {bad-adress: {action: deny}}',
      'p.yaml:5:11: spec.rules.bad-adress: unknown rule "bad-adress"; did you mean "bad-address"?',
    ],
    [
      'rules: {throwing: {}}',
      'p.yaml:5:21: spec.rules.throwing: throwing is off in the preset; set its action (deny, warn, audit)',
    ],
    [
      'rules: {bad-address: []}',
      'p.yaml:5:24: spec.rules.bad-address: an empty list does not switch the rule off; write {action: "off"}',
    ],
    [
      'networks: {pods: [10.0.0.0/33]}',
      expect.stringMatching(/^p\.yaml:5:20: spec\.networks\.pods: .*10\.0\.0\.0\/33/),
    ],
  ])('%s', (line, expected) => {
    expect(mistakes(`${HEAD}  ${line}\n`)).toMatchObject([expected]);
  });
});

describe('tenants', () => {
  it.each([
    '{users: ["*"]}',
    '{groups: ["system:authenticated"]}',
    '{groups: ["system:*"]}',
    '{serviceAccounts: ["*/*"]}',
    '{serviceAccounts: ["*/default"]}',
    '{users: ["jane", "**"]}',
  ])('cannot exempt themselves by a label and the open writers %s', (writers) => {
    const text = (of: string): string => `${HEAD}  preset: recommended\n  exclude: {labels: {a: b}, writers: ${of}}\n`;
    expect(mistakes(text(writers))).toEqual([expect.stringContaining('tenants set their own labels')]);
    expect(mistakes(text('{users: [jane], groups: ["shop:*"], serviceAccounts: ["shop/*"]}'))).toEqual([]);
  });

  it.each(['labels: {a: b}', 'managedBy: [mine]', 'serviceNames: [web]'])(
    'cannot exempt themselves by %s',
    (exclude) => {
      const [line] = mistakes(`${HEAD}  rules: {bad-address: {action: deny, exclude: {${exclude}}}}\n`);
      expect(line).toMatch(/tenants set their own/);
      expect(mistakes(`${HEAD}  preset: recommended\n  exclude: {${exclude}}\n`)[0]).toMatch(/tenants set their own/);
      expect(mistakes(`${HEAD}  rules: {bad-address: {action: warn, exclude: {${exclude}}}}\n`)).toEqual([]);
      expect(
        mistakes(`${HEAD}  rules: {bad-address: {action: deny, exclude: {${exclude}, writers: {users: [jane]}}}}\n`),
      ).toEqual([]);
    },
  );
});

describe('a compiled policy', () => {
  it('runs only its own rules without a preset', () => {
    const set = load('  rules: {too-many: {action: deny}}\n');
    expect(set.groups.map(([instance]) => instance?.rule.id)).toEqual(['too-many']);
  });

  it('overrides the preset rule by rule', () => {
    const set = load('  preset: strict\n  rules: {bad-address: {action: "off"}, too-many: {options: {max: 7}}}\n');
    expect(set.groups.flat().map(({ rule, actions }) => [rule.id, ...actions.values()])).toEqual([
      ['impostor', 'deny'],
      ['too-many', 'deny'],
    ]);
  });

  it('runs only the rules asked for, and warns by those that are off', () => {
    const set = loadPolicies([], { ...OPTIONS, only: ['bad-address', 'throwing'] });
    expect(set.groups.flat().map(({ rule, actions }) => [rule.id, ...actions.values()])).toEqual([
      ['bad-address', 'deny'],
      ['throwing', 'warn'],
    ]);
    expect(() => loadPolicies([], { ...OPTIONS, only: ['bad-adress'] })).toThrow('did you mean "bad-address"?');
  });
});
