// What the README says is printed is what is printed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printedBlocks, printedBy } from '../../scripts/printed.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('the README', () => {
  it('shows at least one run', () => {
    expect(printedBlocks(README).length).toBeGreaterThan(0);
  });

  it.each(printedBlocks(README))('shows what $command prints (to mend it: npm run docs)', async ({ command, text }) => {
    expect(await printedBy(command)).toBe(text);
  });

  it('shows a policy that loads', () => {
    const [, policy = ''] = /```yaml\n(apiVersion: sliceward[^]*?)```/.exec(README) ?? [];
    expect(loadPolicies([{ file: 'README.md', text: policy }], { rules: RULES, sha256 }).policies).toMatchObject([
      { name: 'production' },
    ]);
  });
});
