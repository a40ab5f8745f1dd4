// What real API servers said of generated slices: the cases, the same for every version, and one file of verdicts for each. scripts/record-verdicts.ts writes them.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { z } from 'zod';

const writtenCase = z.strictObject({ value: z.unknown(), stored: z.unknown().optional() });

/** One write: a create, or an update if there is a stored object. */
export type Case = z.infer<typeof writtenCase>;

const verdict = z.strictObject({
  /** Reason and field of each cause, sorted: `FieldValueRequired endpoints[0].addresses`. Absent when the write was accepted. */
  refused: z.array(z.string()).optional(),
  /** In the server's order. Absent when there were none. */
  warnings: z.array(z.string()).optional(),
});
export type Verdict = z.infer<typeof verdict>;

const recorded = z.strictObject({
  kubernetes: z.string(),
  /** Which cases were judged. */
  cases: z.string(),
  verdicts: z.array(verdict),
});

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', 'kubernetes');
const CASES = path.join(FOLDER, 'cases.jsonl.br');

export function readCases(): readonly Case[] {
  const lines = brotliDecompressSync(readFileSync(CASES)).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => writtenCase.parse(JSON.parse(line)));
}

export function writeCases(cases: readonly Case[]): void {
  // A few slices are huge and alike. A window of 16 MiB sees that: 20 MB become 0.4 MB, where gzip leaves more than a megabyte.
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(CASES, brotliCompressSync(cases.map((each) => `${JSON.stringify(each)}\n`).join(''), { params }));
}

/** The verdicts of a minor version (`1.36`) on the cases, in their order. Throws if they are of other cases. */
export function readVerdicts(minor: string): readonly Verdict[] {
  const { kubernetes, cases, verdicts } = recorded.parse(JSON.parse(readFileSync(fileOf(minor), 'utf8')));
  if (!kubernetes.startsWith(`${minor}.`) || cases !== digestOfCases())
    throw new Error(
      `${fileOf(minor)} holds verdicts of ${kubernetes} on other cases: record it anew with scripts/record-verdicts.ts`,
    );
  return verdicts;
}

/** Of the full version `kubernetes`, on the cases as they are stored; returns the file. One verdict a line, so that a diff of two files shows what changed. */
export function writeVerdicts(kubernetes: string, verdicts: readonly Verdict[]): string {
  const file = fileOf(kubernetes.split('.').slice(0, 2).join('.'));
  const lines = verdicts.map((each) => JSON.stringify(each)).join(',\n');
  writeFileSync(file, `{"kubernetes": "${kubernetes}", "cases": "${digestOfCases()}", "verdicts": [\n${lines}\n]}\n`);
  return file;
}

function digestOfCases(): string {
  return createHash('sha256').update(readFileSync(CASES)).digest('hex').slice(0, 16);
}

function fileOf(minor: string): string {
  return path.join(FOLDER, `${minor}.json`);
}
