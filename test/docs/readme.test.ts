// What the README says is printed is what is printed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../src/commands/io.ts';
import { runCommand } from '../../src/commands/run.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { RULES } from '../../src/rules/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

async function run(args: readonly string[]): Promise<string> {
  let printed = '';
  const io: Io = {
    stdout: (text) => void (printed += text),
    stderr: (text) => void (printed += text),
    readStdin: async function* () {},
    env: {},
    isTerminal: false,
    now: () => new Date(0),
    setExitCode: () => {},
    onSignal: () => () => {},
    exitNow: () => {},
  };
  await runCommand(args, io);
  return printed;
}

const printedBy = [...README.matchAll(/<!-- printed by: (.+?) -->\n```text\n([^]*?)```/g)].map(([, args = '', text = '']) => ({
  args,
  text,
}));

describe('the README', () => {
  it('shows at least one run', () => {
    expect(printedBy.length).toBeGreaterThan(0);
  });

  it.each(printedBy)('shows what $args prints (to mend it, paste the output)', async ({ args, text }) => {
    expect(await run(args.split(' '))).toBe(text);
  });

  it('shows a policy that loads', () => {
    const [, policy = ''] = /```yaml\n(apiVersion: sliceward[^]*?)```/.exec(README) ?? [];
    expect(loadPolicies([{ file: 'README.md', text: policy }], { rules: RULES, sha256 }).policies).toMatchObject([{ name: 'production' }]);
  });
});
