// Policies that are loaded again while a server runs: each document by itself, so that a broken one stops no other.
import { z } from 'zod';
import { UserError, formatProblem, type Position } from '../../model/problem.ts';
import { isProblem, readDocuments, type YamlDocument } from '../../yaml/read.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Compiled } from './compile.ts';
import { assemble, loadDocument, loadPolicies, type LoadOptions, type PolicySource } from './load.ts';

/** A file as it was read, or why it could not be read. */
export type PolicyFile = PolicySource | { readonly file: string; readonly error: Error };

/** A policy in use and the document it was made from. */
export interface DocumentInUse {
  readonly file: string;
  /** Among the documents of the file, from 0. */
  readonly index: number;
  /** `metadata.name`, and how many documents before it in the file have the same name. */
  readonly key: string | undefined;
  readonly compiled: Compiled;
}

/** The policies in use, with what the next reload needs. */
export interface ReloadedPolicies extends PolicySet {
  readonly documents: readonly DocumentInUse[];
}

export interface Reload {
  readonly policies: ReloadedPolicies;
  /** Why some documents keep their last good version or are not used. */
  readonly problem: UserError | undefined;
}

interface ReadDocument extends Omit<DocumentInUse, 'compiled'> {
  /** Undefined for a broken document. */
  readonly compiled: Compiled | undefined;
}

interface ReadFile {
  readonly file: string;
  /** Undefined for a file that cannot be read or is empty: half-written files look like that. */
  readonly documents: readonly ReadDocument[] | undefined;
  readonly problems: readonly string[];
}

/** Problem lines that are reported; the rest is counted. */
const MAX_LINES = 20;

/**
 * At the start, without `previous`, every document must load. Later a broken document keeps its last good version, and
 * is not used if it has none; the others are replaced, and a document that is in no file any more is removed, unless
 * its file has a broken document that never was good. A file that cannot be read or is empty keeps all its documents.
 * Throws UserError (at the start also the error of a file) if nothing would change but problems, or no policy would be
 * in use.
 */
export function reloadPolicies(
  files: readonly PolicyFile[],
  options: LoadOptions,
  previous?: ReloadedPolicies,
): Reload {
  if (files.length === 0) return { policies: { ...loadPolicies([], options), documents: [] }, problem: undefined };
  const unreadable = files.find((file) => 'error' in file);
  if (previous === undefined && unreadable !== undefined) throw unreadable.error;
  const read = files.map((file) => readFile(file, options));
  const problems = read.flatMap((file) => file.problems);
  if (previous === undefined && problems.length > 0) throw new UserError(...shortened(problems));
  const lastGood = previous?.documents ?? [];
  const notes: string[] = [];
  const documents = read.flatMap((file) => documentsOf(file, lastGood, notes));
  const problem = problems.length === 0 ? undefined : new UserError(...shortened(problems), ...shortened(notes));
  if (problem !== undefined && (documents.length === 0 || isUnchanged(documents, lastGood))) throw problem;
  const set = assemble(
    documents.map(({ compiled }) => compiled),
    options,
  );
  return { policies: { ...set, documents }, problem };
}

function documentsOf(
  { file, documents }: ReadFile,
  lastGood: readonly DocumentInUse[],
  notes: string[],
): readonly DocumentInUse[] {
  const before = lastGood.filter((one) => one.file === file);
  if (documents === undefined) {
    for (const { compiled } of before) notes.push(kept(file, compiled));
    return before;
  }
  const present = new Set(documents.map(({ key }) => key));
  let isWhole = true;
  const used = documents.flatMap(({ compiled, ...place }): readonly DocumentInUse[] => {
    if (compiled !== undefined) return [{ ...place, compiled }];
    const good = before.find(({ key, index }) =>
      // Without a readable name a document is the one that was at its place, unless that one is now elsewhere in the
      // file.
      place.key === undefined ? index === place.index && (key === undefined || !present.has(key)) : key === place.key,
    );
    if (good === undefined) {
      isWhole = false;
      notes.push(`${file}: document ${place.index + 1} has no good version to keep; it is not used`);
      return [];
    }
    notes.push(kept(file, good.compiled));
    return [{ ...place, key: good.key, compiled: good.compiled }];
  });
  if (isWhole) return used;
  // What is missing may be what is broken, under a new name: nothing goes from a file while such a document is in it.
  const inUse = new Set(used.map(({ key }) => key));
  const missing = before.filter(({ key }) => !inUse.has(key));
  for (const { compiled } of missing) notes.push(kept(file, compiled));
  return [...used, ...missing];
}

function kept(file: string, { policy }: Compiled): string {
  return `${file}: policy "${policy.name}" keeps its last good version`;
}

function isUnchanged(documents: readonly DocumentInUse[], before: readonly DocumentInUse[]): boolean {
  return (
    documents.length === before.length &&
    documents.every(
      ({ compiled: { policy } }, index) =>
        policy.digest === before[index]?.compiled.policy.digest && policy.name === before[index].compiled.policy.name,
    )
  );
}

function readFile(source: PolicyFile, options: LoadOptions): ReadFile {
  const { file } = source;
  if ('error' in source) return { file, documents: undefined, problems: [source.error.message] };
  const problems: string[] = [];
  const report = (position: Position, message: string): void =>
    void problems.push(formatProblem({ file, ...position, message }));
  const documents: ReadDocument[] = [];
  const names = new Map<string, number>();
  for (const item of readDocuments(source.text)) {
    const index = documents.length;
    if (isProblem(item)) {
      report(item.position, item.message);
      documents.push({ file, index, key: undefined, compiled: undefined });
      continue;
    }
    const before = problems.length;
    const [loaded] = loadDocument(file, item, options, report);
    const compiled = problems.length === before ? loaded?.compiled : undefined;
    documents.push({ file, index, key: keyOf(item, names), compiled });
  }
  if (documents.length > 0) return { file, documents, problems };
  report({ line: 1, column: 1 }, 'contains no SlicePolicy');
  return { file, documents: undefined, problems };
}

/** Enough to identify a broken document. */
const named = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });

function keyOf({ value }: YamlDocument, names: Map<string, number>): string | undefined {
  const parsed = named.safeParse(value);
  if (!parsed.success) return undefined;
  const { name } = parsed.data.metadata;
  const count = names.get(name) ?? 0;
  names.set(name, count + 1);
  return `${count} ${name}`;
}

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`];
}
