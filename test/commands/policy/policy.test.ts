// The flags of `sliceward policy`; what its commands do is tested beside them.
import { describe, expect, it } from 'vitest';
import { policyCommand } from '../../../src/commands/policy/policy.ts';
import { testIo } from '../test-io.ts';
import { run } from './run-policy.ts';

describe('sliceward policy', () => {
  it('has a command for each thing it does', () => {
    expect(policyCommand(testIo()).commands.map((command) => command.name())).toEqual(['lint', 'show', 'test']);
  });

  it.each([
    [['lint'], "missing required argument 'file'"],
    [['test'], "missing required argument 'path'"],
    [['lint', '-', '-o', 'yaml'], 'Allowed choices are text, json'],
    [['show', '-o', 'text'], 'Allowed choices are yaml, json'],
    [['show', '--preset', 'lax'], 'Allowed choices are recommended, strict'],
    [['test', '-', '--kubernetes-version', 'newest'], 'write it as 1.36'],
    [['lnt'], "unknown command 'lnt'"],
  ])('refuses %j, and prints nothing on standard output', async (args, message) => {
    const io = await run(args);
    expect([io.written(), io.exitCode()]).toEqual(['', 2]);
    expect(io.errors()).toContain(message);
  });

  it.each(['lint', 'show', 'test'])('%s prints its exit codes in its help', async (name) => {
    expect((await run([name, '--help'])).written()).toMatch(/\nExit codes: 0 /);
  });
});
