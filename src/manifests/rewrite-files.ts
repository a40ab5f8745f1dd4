// The files that fixes are written to: which they are, what may not be touched, and their bytes.
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { ExternalError } from '../model/problem.ts';
import type { Exclusion } from './exclusion.ts';
import { toProblem } from './files.ts';
import { findSources } from './find-sources.ts';
import { rewriteText, type NotRewritten, type RewriteOptions, type Rewritten } from './rewrite.ts';

export interface RewrittenFile {
  /** As it was given or found. */
  readonly file: string;
  /** Where it really is: what a link leads to. */
  readonly path: string;
  readonly result: Rewritten | NotRewritten;
  /** Of the whole file, with a byte order mark if it has one; both the same if nothing is to be written. */
  readonly before: string;
  readonly after: string;
}

/** Read as a whole. */
const MAX_FILE = 64 * 1024 * 1024;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The manifests at these paths, folders searched as `check` does, each once, in order, with what fixing makes of them;
 * nothing is written. Paths that cannot be read are skipped: the report names them.
 */
export async function* rewriteFiles(
  paths: readonly string[],
  options: Omit<RewriteOptions, 'file'>,
  exclusion?: Exclusion,
): AsyncGenerator<RewrittenFile> {
  const roots = await Promise.all(paths.map(rootOf));
  const seen = new Set<string>();
  for await (const source of findSources(await readable(paths), noStdin, exclusion)) {
    if (source.kind !== 'files') continue;
    for (const file of source.files) {
      const path = await realpath(file).catch(() => undefined);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      yield await rewriteFile(file, path, roots, options);
    }
  }
}

/** Reading a pipe would take away what the report is about. */
async function readable(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map(async (path) => ({ path, stats: await stat(path).catch(() => undefined) })),
  );
  return found.flatMap(({ path, stats }) =>
    stats !== undefined && (stats.isFile() || stats.isDirectory()) ? [path] : [],
  );
}

async function* noStdin(): AsyncGenerator<Uint8Array> {}

/**
 * A folder itself; of a file its place in its folder, so that a link given by name counts at its own place, not at its
 * target.
 */
async function rootOf(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).isDirectory()) return await realpath(path);
    return join(await realpath(dirname(path)), basename(path));
  } catch {
    return undefined;
  }
}

async function rewriteFile(
  file: string,
  path: string,
  roots: readonly (string | undefined)[],
  options: Omit<RewriteOptions, 'file'>,
): Promise<RewrittenFile> {
  const leave = (why: string): RewrittenFile => ({
    file,
    path,
    result: { kind: 'not-rewritten', why },
    before: '',
    after: '',
  });
  if (
    !roots.some(
      (root) => root !== undefined && (path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)),
    )
  ) {
    return leave(`it is a link to ${path}, outside of what was given: give that file itself`);
  }
  try {
    const before = await readWhole(path);
    const mark = before.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
    const result = rewriteText(before.slice(mark.length), { ...options, file });
    return { file, path, result, before, after: result.kind === 'rewritten' ? `${mark}${result.text}` : before };
  } catch (error) {
    return leave(toProblem(file, error).problem.message);
  }
}

async function readWhole(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_FILE) throw new ExternalError('it is too large to be fixed (over 64 MiB): split it');
  const bytes = await readFile(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new ExternalError('it is not UTF-8 text', { cause: error });
  }
}
