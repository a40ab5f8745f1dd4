// What lint says of policies that load, each with its place.
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import { HEAD, lint, OPTIONS } from './support.ts';

describe('lint', () => {
  it('has nothing to say of either preset', () => {
    expect(lint('preset: recommended')).toEqual([]);
    expect(lint('preset: strict')).toEqual([]);
  });

  it('finds a name that two policies have', () => {
    const text = `${HEAD}  preset: strict\n`;
    const { policies, notes } = lintPolicies(
      [
        { file: 'a.yaml', text },
        { file: 'b.yaml', text },
      ],
      OPTIONS,
    );
    expect(policies).toBe(2);
    expect(notes).toMatchObject([{ file: 'b.yaml', line: 3, column: 12, id: 'name-twice', level: 'hint' }]);
  });

  it('leaves policies that do not load to the loader', () => {
    expect(() => lint('prset: strict')).toThrow(
      new UserError('p.yaml:5:3: spec.prset: unknown field "prset"; did you mean "preset"?'),
    );
  });
});
