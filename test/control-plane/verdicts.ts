// What real API servers said of generated slices, and of generated v1 Endpoints: the cases of each kind, the same for every version, and one file of verdicts for each. scripts/record-verdicts.ts writes them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** A set of cases for each kind of object, with verdicts of its own. */
export const CASE_KINDS = ['slices', 'endpoints'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

export function readCases(kind: CaseKind): readonly Case[] {
  const lines = brotliDecompressSync(readFileSync(casesOf(kind)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => writtenCase.parse(JSON.parse(line)));
}

export function writeCases(kind: CaseKind, cases: readonly Case[]): void {
  mkdirSync(path.dirname(casesOf(kind)), { recursive: true });
  // A few slices are huge and alike. A window of 16 MiB sees that: 20 MB become 0.4 MB, where gzip leaves more than a megabyte.
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(
    casesOf(kind),
    brotliCompressSync(cases.map((each) => `${JSON.stringify(each)}\n`).join(''), { params }),
  );
}

/** The verdicts of a minor version (`1.36`) on the cases, in their order. Throws if they are of other cases. */
export function readVerdicts(kind: CaseKind, minor: string): readonly Verdict[] {
  const file = fileOf(kind, minor);
  const { kubernetes, cases, verdicts } = recorded.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (!kubernetes.startsWith(`${minor}.`) || cases !== digestOfCases(kind))
    throw new Error(
      `${file} holds verdicts of ${kubernetes} on other cases: record it anew with scripts/record-verdicts.ts`,
    );
  return verdicts;
}

/** Of the full version `kubernetes`, on the cases as they are stored; returns the file. One verdict a line, so that a diff of two files shows what changed. */
export function writeVerdicts(kind: CaseKind, kubernetes: string, verdicts: readonly Verdict[]): string {
  const file = fileOf(kind, kubernetes.split('.').slice(0, 2).join('.'));
  const lines = verdicts.map((each) => JSON.stringify(each)).join(',\n');
  writeFileSync(
    file,
    `{"kubernetes": "${kubernetes}", "cases": "${digestOfCases(kind)}", "verdicts": [\n${lines}\n]}\n`,
  );
  return file;
}

function digestOfCases(kind: CaseKind): string {
  return createHash('sha256')
    .update(readFileSync(casesOf(kind)))
    .digest('hex')
    .slice(0, 16);
}

function casesOf(kind: CaseKind): string {
  return path.join(folderOf(kind), 'cases.jsonl.br');
}

function fileOf(kind: CaseKind, minor: string): string {
  return path.join(folderOf(kind), `${minor}.json`);
}

function folderOf(kind: CaseKind): string {
  return kind === 'slices' ? FOLDER : path.join(FOLDER, kind);
}
