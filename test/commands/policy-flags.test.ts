import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addPolicyFlags, collect, readPolicyFiles } from '../../src/commands/policy-flags.ts';
import { ExternalError, UserError } from '../../src/model/problem.ts';

function parse(...args: readonly string[]): unknown {
  const command = addPolicyFlags(new Command('test')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts();
}

describe('addPolicyFlags', () => {
  it('collects files, and ids of rules without the spaces around them', () => {
    expect(
      parse('--policy', 'a.yaml', '--policy', 'b.yaml', '--rules', 'a, b', '--rules', 'c', '--preset', 'strict'),
    ).toEqual({
      policy: ['a.yaml', 'b.yaml'],
      rules: ['a', 'b', 'c'],
      preset: 'strict',
    });
    expect(parse()).toEqual({});
  });
  it.each(['', ' ', 'a,', ',a', 'a,,b'])('refuses the empty id in --rules %j, with which no rule would run', (ids) => {
    expect(() => parse('--rules', ids)).toThrow('name rules, separated by commas');
  });
  it('refuses an unknown preset', () => {
    expect(() => parse('--preset', 'lax')).toThrow('Allowed choices are recommended, strict');
  });
});

it('collect adds a value and does not change the values before it', () => {
  const before = ['a'];
  expect([collect('b'), collect('b', before), before]).toEqual([['b'], ['a', 'b'], ['a']]);
});

describe('readPolicyFiles', () => {
  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'policy-flags-'));
    onTestFinished(() => rm(path, { recursive: true }));
    return path;
  }

  it('reads the files in the order of the flags', async () => {
    const path = await folder();
    const [large, small] = [join(path, 'b.yaml'), join(path, 'a.yaml')];
    await writeFile(large, 'x'.repeat(1_000_000));
    await writeFile(small, 'ü');
    const read = await readPolicyFiles({ policy: [large, small] });
    expect(read.map(({ file, text }) => [file, text.length])).toEqual([
      [large, 1_000_000],
      [small, 1],
    ]);
    expect(await readPolicyFiles({})).toEqual([]);
  });
  it('fails for a file that cannot be read, and for one that is too large', async () => {
    const path = await folder();
    const missing = join(path, 'missing.yaml');
    await expect(readPolicyFiles({ policy: [missing] })).rejects.toThrow(
      new ExternalError(`policy ${missing} cannot be read`),
    );
    const huge = join(path, 'huge.yaml');
    await writeFile(huge, 'x'.repeat(4 * 1024 * 1024 + 1));
    await expect(readPolicyFiles({ policy: [huge] })).rejects.toThrow(UserError);
  });
});
