import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { RULES } from '../../../src/rules/index.ts';
import { run } from './run-rules.ts';

describe('sliceward explain', () => {
  it.for(RULES.map(({ id }) => id))('explains %s', async (id) => {
    expect(await run('explain', id)).toMatch(new RegExp(`^${id}\n[^]*\nWhy\n[^]*\nWhat to do\n`));
    expect(JSON.parse(await run('explain', id, '-o', 'json'))).toMatchObject({ kind: 'Rule', id });
  });

  it('names the rule that was probably meant', async () => {
    await expect(run('explain', 'manged-by')).rejects.toThrow(
      new UserError('unknown rule "manged-by"; did you mean "managed-by"?'),
    );
  });

  it('points to the list when no rule is near, and prints no control characters', async () => {
    await expect(run('explain', 'a\u001b[31mb')).rejects.toThrow(
      new UserError(String.raw`unknown rule "a\u001b[31mb"; run "sliceward rules" for the list`),
    );
  });

  it('needs a rule', async () => {
    await expect(run('explain')).rejects.toThrow(/missing required argument 'rule'/);
  });
});
