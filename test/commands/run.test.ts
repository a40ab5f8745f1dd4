import { describe, expect, it } from 'vitest';
import { commandTree, runCommand } from '../../src/commands/run.ts';
import { VERSION } from '../../src/commands/version.ts';
import { testIo, type TestIo } from './test-io.ts';

async function run(...args: readonly string[]): Promise<TestIo> {
  const io = testIo();
  await runCommand(args, io);
  return io;
}

/** Output, errors and exit code; none is set if all went well. */
async function outcome(...args: readonly string[]): Promise<readonly [string, string, number | undefined]> {
  const io = await run(...args);
  return [io.written(), io.errors(), io.exitCode()];
}

describe('runCommand', () => {
  it.each(['--version', '-V', 'version'])('prints the version for %s', async (flag) => {
    expect(await outcome(flag)).toEqual([`${VERSION}\n`, '', undefined]);
  });

  it.each(['--help', '-h', 'help'])('prints every command for %s', async (flag) => {
    const [text, errors, code] = await outcome(flag);
    expect([errors, code]).toEqual(['', undefined]);
    const listed = [...text.matchAll(/^ {2}(\w+) +\w/gm)].map(([, name]) => `sliceward ${name}`);
    expect(listed).toEqual((await commandTree(testIo())).map((command) => command.name()));
  });

  it('prints the usage on standard error without a command', async () => {
    const [usage] = await outcome('--help');
    expect(await outcome()).toEqual(['', usage, 2]);
  });

  it.each([
    ['chek', 'unknown command "chek"; did you mean "check"?\n'],
    ['\u001b[2J', /^unknown command "\\u001b\[2J"; .+\n$/],
    ['x'.repeat(100), new RegExp(`^unknown command "${'x'.repeat(40)}"; `)],
  ])('refuses the unknown command %j in one line', async (name, message) => {
    const [text, errors, code] = await outcome(name);
    expect([text, code]).toEqual(['', 2]);
    expect(errors).toMatch(message);
    expect(errors.trimEnd()).not.toContain('\n');
  });

  it('prints the help of a command with its whole name', async () => {
    const [text, errors, code] = await outcome('check', '--help');
    expect(text).toMatch(/^Usage: sliceward check \[options\] <path\.\.\.>\n/);
    expect([errors, code]).toEqual(['', undefined]);
    expect((await run('policy', 'lint', '--help')).written()).toMatch(/^Usage: sliceward policy lint /);
  });

  it('prints a wrong flag once, and sets the exit code', async () => {
    expect(await outcome('rules', '--colour')).toEqual(['', "error: unknown option '--colour'\n", 2]);
  });

  it('prints a mistake of the user as it is, without a stack', async () => {
    const [text, errors, code] = await outcome('explain', 'manged-by');
    expect([text, errors, code]).toEqual(['', 'unknown rule "manged-by"; did you mean "managed-by"?\n', 2]);
  });

  it('prints a failure outside with its cause in one line', async () => {
    const [text, errors, code] = await outcome('policy', 'lint', '/nowhere/policy.yaml');
    expect([text, code]).toEqual(['', 2]);
    expect(errors).toMatch(/^sliceward: policy \/nowhere\/policy\.yaml cannot be read: ENOENT: .+\n$/);
  });

  it.each([
    [
      new TypeError('x is undefined'),
      /^sliceward: this is a bug, please report it:\nTypeError: x is undefined\n {4}at /,
    ],
    ['a text', /^sliceward: this is a bug, please report it:\na text\n$/],
  ])('prints a bug, %s, with its stack if it has one', async (thrown, message) => {
    const io = testIo();
    const stdout = (): never => {
      throw thrown;
    };
    await runCommand(['--version'], { ...io, stdout });
    expect(io.errors()).toMatch(message);
    expect(io.exitCode()).toBe(2);
  });
});

describe('commandTree', () => {
  it('has subcommands that write to the given output and never end the process', async () => {
    const io = testIo();
    const policy = (await commandTree(io)).find((command) => command.name() === 'sliceward policy');
    expect(policy?.commands.map((command) => command.name())).toEqual(['lint', 'show', 'test']);
    await expect(policy?.parseAsync(['lint'], { from: 'user' })).rejects.toThrow("missing required argument 'file'");
    expect(io.errors()).toBe("error: missing required argument 'file'\n");
  });
});
