import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { emptySummary, reportHead } from '../../../src/report/document.ts';
import { findFormat, FORMATS, formatsOf, type FormatContext } from '../../../src/report/formats/index.ts';
import { PLAIN } from '../../../src/report/palette.ts';
import type { ReportWriter } from '../../../src/report/writer.ts';
import { testIo } from '../../commands/test-io.ts';

const CONTEXT: FormatContext = {
  palette: PLAIN,
  isSummary: false,
  rules: [],
  digest: () => 'sha256:0',
  warnings: () => [],
  hash: (text) => text,
  isWindows: false,
};
const HEAD = reportHead({ version: '1.2.3', policies: [], kubernetes: '1.37' });
const ROOT = join(import.meta.dirname, '../../..');

async function helpOf(command: string): Promise<string> {
  const io = testIo();
  await runCommand([command, '--help'], io);
  return io.written();
}

function emptyReport<Entry, Trouble>(writer: ReportWriter<Entry, Trouble>): string {
  return writer.begin(HEAD) + writer.end(emptySummary());
}

describe.each(FORMATS.map((format) => [format.name] as const))('the format %s', (name) => {
  it('has its writer and its test in files of its name', () => {
    expect(existsSync(join(ROOT, `src/report/formats/${name}.ts`))).toBe(true);
    expect(existsSync(join(ROOT, `test/report/formats/${name}.test.ts`))).toBe(true);
  });
  it('is described for those who read outputs', async () => {
    expect(await helpOf('check')).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
  });
  it('prints a whole report when there is nothing to say', async () => {
    const { check } = findFormat(name, 'check');
    expect(emptyReport(await check(CONTEXT))).toMatch(/\n$/);
  });
  it('makes a new writer for each report', async () => {
    const { check } = findFormat(name, 'check');
    const first = emptyReport(await check(CONTEXT));
    expect(emptyReport(await check(CONTEXT))).toBe(first);
  });
});

describe.each(['check', 'audit'] as const)('%s', (audience) => {
  it('offers exactly its formats', async () => {
    const names = formatsOf(audience).map((format) => `"${format.name}"`);
    expect((await helpOf(audience)).replaceAll(/\s+/g, ' ')).toContain(
      `(choices: ${names.join(', ')}, default: "text")`,
    );
  });
});

it('refuses a format that a command does not offer', () => {
  expect(() => findFormat('sarif', 'audit')).toThrow('audit has no format sarif');
});
