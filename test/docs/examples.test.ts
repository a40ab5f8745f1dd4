// The examples do what they say: policies are clean, their tests pass, good manifests pass and bad ones are denied.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run.ts';
import { testIo } from '../commands/test-io.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

function files(folder: string): readonly string[] {
  const names = readdirSync(join(EXAMPLES, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.yaml')).map((name) => join(EXAMPLES, folder, name));
}

async function run(...args: readonly string[]): Promise<{ written: string; errors: string; code: number | undefined }> {
  const io = testIo();
  await runCommand(args, io);
  return { written: io.written(), errors: io.errors(), code: io.exitCode() };
}

describe('policies', () => {
  it.each(files('policies'))('%s has nothing that lint would say', async (file) => {
    expect(await run('policy', 'lint', file)).toEqual({ written: '1 policy: clean\n', errors: '', code: 0 });
  });

  it('have tests that pass, and each is tested', async () => {
    const { written, code } = await run('policy', 'test', '-o', 'json', EXAMPLES);
    const { cases, summary } = JSON.parse(written);
    expect(summary).toEqual({ cases: cases.length, passed: cases.length, failed: 0, problems: 0 });
    expect(code).toBe(0);
    const tested = new Set(cases.map(({ file }: { file: string }) => basename(file, '.yaml')));
    const policies = readdirSync(join(EXAMPLES, 'policies')).map((name) => basename(name, '.yaml'));
    expect(tested).toEqual(new Set(policies));
  });
});

describe('manifests', () => {
  it.each(files('manifests/good'))('%s passes without a warning', async (file) => {
    const { errors, code } = await run('check', file, '--as', 'jane', '--fail-on', 'warn');
    expect([errors, code]).toEqual(['', 0]);
  });

  it.each(files('manifests/bad'))('%s is denied, each object of it', async (file) => {
    const { written, code } = await run('check', file, '--as', 'jane', '-o', 'json');
    const { decisions } = JSON.parse(written);
    expect(decisions.length).toBeGreaterThan(0);
    expect(decisions.filter(({ allowed }: { allowed: boolean }) => allowed)).toEqual([]);
    expect(code).toBe(1);
  });
});
