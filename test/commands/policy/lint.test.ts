// `sliceward policy lint`, run as the command line runs it.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, HEAD, run, write } from './run-policy.ts';

describe('policy lint', () => {
  it('exits with 0 when a policy is clean or has only hints', async () => {
    const clean = await run(['lint', write('clean.yaml', `${HEAD}  preset: strict\n`)]);
    expect([clean.written(), clean.exitCode()]).toEqual(['1 policy: clean\n', 0]);
    const hinted = await run(['lint', '-'], `${HEAD}  preset: strict\n  match: {}\n`);
    expect([hinted.written(), hinted.exitCode()]).toEqual([
      'stdin:6:3: hint says-nothing spec.match: matches everything; remove it\n1 policy: 0 warnings, 1 hint\n',
      0,
    ]);
  });

  it('exits with 1 for a warning, with its place', async () => {
    const io = await run(['lint', '-o', 'json', '-'], `${HEAD}  preset: strict\n  exclude: {}\n`);
    expect(JSON.parse(io.written())).toMatchObject({
      kind: 'PolicyLint',
      notes: [{ file: 'stdin', line: 6, column: 3, level: 'warning', id: 'empty-exclude', path: 'spec.exclude' }],
      summary: { policies: 1, warnings: 1, hints: 0 },
    });
    expect(io.exitCode()).toBe(1);
  });

  it('exits with 2 for a policy that does not load or does not exist', async () => {
    const typo = await run(['lint', '-'], `${HEAD}  prset: strict\n`);
    expect([typo.written(), typo.errors(), typo.exitCode()]).toEqual([
      '',
      'stdin:5:3: spec.prset: unknown field "prset"; did you mean "preset"?\n',
      2,
    ]);
    const gone = await run(['lint', join(folder, 'gone.yaml')]);
    expect(gone.errors()).toMatch(/^sliceward: policy .*gone\.yaml cannot be read: ENOENT/);
    expect(gone.exitCode()).toBe(2);
  });
});
