import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { create } from '../fixtures.ts';
import { HEAD, mistakes, OPTIONS } from './support.ts';

describe('mistakes in a policy', () => {
  it.each([
    [
      'enforcement: warn\n  enforcement: deny',
      'p.yaml:6:3: spec.enforcement: duplicate key; kubectl would silently use the last one',
    ],
  ])('%s', (line, expected) => {
    expect(mistakes(`${HEAD}  ${line}\n`)).toMatchObject([expected]);
  });

  it('are all reported at once', () => {
    expect(mistakes(`${HEAD}  prset: strict\n  rules: {}\n---\nkind: SliceException\n`)).toHaveLength(5);
  });

  it('are no more than twenty lines and a count', () => {
    const text = `${HEAD}${Array.from({ length: 30 }, (_, index) => `  field${index}: 1`).join('\n')}\n`;
    const lines = mistakes(text);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 10 more');
  });

  it('include an empty file and one that is no YAML', () => {
    expect(mistakes('# nothing\n')).toEqual(['p.yaml:1:1: contains no SlicePolicy']);
    expect(mistakes('a: [\n')[0]).toMatch(/^p\.yaml:\d+:\d+: /);
  });
});

describe('policies', () => {
  it('are the preset recommended when none is given', () => {
    const set = loadPolicies([], OPTIONS);
    expect(set.policies.map(({ name }) => name)).toEqual(['recommended']);
    expect(set.excludedNamespaces).toEqual(['kube-system', 'kube-public', 'kube-node-lease']);
  });

  it('add up: the strongest finding wins, a namespace is excluded only if all exclude it', () => {
    const sources = [
      {
        file: 'a.yaml',
        text: `${HEAD}  rules: {bad-address: {action: warn}}\n  match: {namespaces: {exclude: [kube-system, dev]}}\n`,
      },
      { file: 'b.yaml', text: `${HEAD}  rules: {bad-address: {action: deny}}\n` },
    ];
    const set = loadPolicies(sources, OPTIONS);
    const bad = { addresses: ['127.0.0.1'] };
    expect(evaluate(set, create(bad)).findings.map(({ action }) => action)).toEqual(['deny']);
    expect(evaluate(set, create({ ...bad, namespace: 'kube-public' })).findings.map(({ action }) => action)).toEqual([
      'warn',
    ]);
    expect(set.excludedNamespaces).toEqual(['kube-system']);
  });

  it('take no preset beside them', () => {
    expect(() => loadPolicies([{ file: 'p', text: HEAD }], { ...OPTIONS, preset: 'strict' })).toThrow(UserError);
  });
});
