import { describe, expect, it } from 'vitest';
import { auditWriter, checkWriter, type WriterOptions } from '../../src/commands/report-writer.ts';
import { reportSchema } from '../../src/report/schema.ts';
import { load } from '../policy/fixtures.ts';
import { finding, judged, print } from '../report/fixtures.ts';
import { testIo } from './test-io.ts';

const POLICIES = load('  rules: {bad-address: {action: deny}, too-many: {action: warn}}');
const WARNED = judged([finding([], { action: 'warn' })]);
const DENIED = judged([finding([])]);

async function printed(options: Partial<WriterOptions>, io = testIo()): Promise<string> {
  return print(await checkWriter({ output: 'text', failOn: 'deny', ...options }, POLICIES, io), [WARNED, DENIED]);
}

describe('checkWriter', () => {
  it('has the digests and warnings of decisions', async () => {
    const { decisions } = reportSchema.parse(JSON.parse(await printed({ output: 'json' })));
    expect(decisions.map(({ digest, warnings }) => [digest, warnings.length])).toEqual([
      [expect.stringMatching(/^sha256:[0-9a-f]{64}$/), 1],
      [expect.stringMatching(/^sha256:[0-9a-f]{64}$/), expect.any(Number)],
    ]);
  });
  it('describes the rules of the policies', async () => {
    const log: unknown = JSON.parse(await printed({ output: 'sarif' }));
    expect(log).toMatchObject({ runs: [{ tool: { driver: { rules: [{ id: 'bad-address' }] } } }] });
  });
  it('prints colours as the flag and the terminal say', async () => {
    const isColoured = async (options: Partial<WriterOptions>, isTerminal: boolean): Promise<boolean> =>
      (await printed(options, { ...testIo(), isTerminal })).includes('\u001b[');
    expect(await isColoured({}, true)).toBe(true);
    expect(await isColoured({}, false)).toBe(false);
    expect(await isColoured({ color: 'never' }, true)).toBe(false);
    expect(await isColoured({ color: 'always' }, false)).toBe(true);
  });
  it('prints only numbers with --summary', async () => {
    expect(await printed({ summary: true })).toMatch(/^rule +deny +warn +audit\nbad-address +1 +1 +0\n/);
  });

  describe('with --quiet', () => {
    const counts = async (options: Partial<WriterOptions>): Promise<readonly number[]> => {
      const text = await printed({ quiet: true, ...options });
      return ['deny bad-address', 'warn bad-address', 'slices:'].map((part) => text.split(part).length - 1);
    };

    it('prints the findings at or above --fail-on, and no summary', async () => {
      expect(await counts({ failOn: 'deny' })).toEqual([1, 0, 0]);
      expect(await counts({ failOn: 'warn' })).toEqual([1, 1, 0]);
    });
    it('prints denials if no finding fails', async () => expect(await counts({ failOn: 'never' })).toEqual([1, 0, 0]));
    it.each(['json', 'yaml', 'sarif', 'junit'] as const)('prints all of %s, which programs read', async (output) => {
      expect(await printed({ quiet: true, output })).toBe(await printed({ output }));
    });
    it('keeps the summary of Markdown', async () => {
      const text = await printed({ quiet: true, output: 'markdown' });
      expect(text).toContain('2 slices: ');
      expect(text).not.toContain('to warn</summary>');
    });
  });
});

describe('auditWriter', () => {
  it('prints what its format says', async () => {
    const writer = await auditWriter({ output: 'text', failOn: 'deny' }, POLICIES, testIo());
    expect(writer.problem({ cluster: 'test', message: 'no' }, undefined)).toBe('problem: no\n');
  });
  it('refuses a format for files', async () => {
    await expect(auditWriter({ output: 'sarif', failOn: 'deny' }, POLICIES, testIo())).rejects.toThrow(
      'audit has no format sarif',
    );
  });
});
