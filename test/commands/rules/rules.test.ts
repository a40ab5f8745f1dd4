// `sliceward rules` and `sliceward explain`, run as the command line runs them.
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { explainCommand } from '../../../src/commands/rules/explain.ts';
import type { Io } from '../../../src/commands/io.ts';
import { rulesCommand } from '../../../src/commands/rules/rules.ts';
import { RULES } from '../../../src/rules/index.ts';

/** What the command wrote to stdout; it must not touch anything else. */
async function run(...args: readonly string[]): Promise<string> {
  let written = '';
  const io: Io = {
    stdout: (text) => {
      written += text;
    },
    stderr: refuse,
    readStdin: refuse,
    env: {},
    isTerminal: false,
    now: refuse,
    setExitCode: refuse,
  };
  const program = new Command('sliceward').exitOverride();
  for (const command of [rulesCommand(io), explainCommand(io)]) {
    program.addCommand(command.exitOverride().configureOutput({ writeErr: () => {} }));
  }
  await program.parseAsync([...args], { from: 'user' });
  return written;
}

function refuse(): never {
  throw new Error('not for this command');
}

describe('sliceward rules', () => {
  it('lists every rule, one a line', async () => {
    const lines = (await run('rules')).trimEnd().split('\n');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(RULES.map(({ id }) => id));
  });

  it('prints one JSON document', async () => {
    expect(JSON.parse(await run('rules', '-o', 'json'))).toMatchObject({
      kind: 'RuleList',
      items: RULES.map(({ id }) => ({ id })),
    });
  });

  it('refuses other formats', async () => {
    await expect(run('rules', '-o', 'xml')).rejects.toThrow(/'xml' is invalid. Allowed choices are text, json/);
  });
});

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
