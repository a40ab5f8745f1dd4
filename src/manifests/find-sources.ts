// From the paths of a command line to what can be read: files, folders to their bottom, and standard input.
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExternalError } from '../model/problem.ts';
import { excludeNothing, type Exclusion, type Exclusions } from './exclusion.ts';
import { decodeAll, toProblem, type SourceProblem } from './files.ts';

/** Regular files, not opened yet: `readWholeFile` and `readFilePieces` read them. */
export interface SourceFiles {
  readonly kind: 'files';
  /** The paths as given or found. */
  readonly files: readonly string[];
  /** Given by name, not found in a folder: it is meant to be a manifest. */
  readonly isNamed: boolean;
}

/** Standard input, or a pipe or device that was given by name. */
export interface SourceStream {
  readonly kind: 'stream';
  /** For messages: the path as given, `stdin` for `-`. */
  readonly file: string;
  /** Read as they are asked for. Throws what `toProblem` knows. */
  readonly pieces: AsyncIterable<string>;
}

export type Source = SourceFiles | SourceStream | SourceProblem;

/** What is not given by name is read from folders only with these endings. */
const MANIFEST = /\.(?:ya?ml|json)$/;

/** Replaces in a name what is not UTF-8. */
const REPLACEMENT = '\ufffd';

/** A folder to be searched. */
interface Folder {
  readonly kind: 'folder';
  readonly path: string;
  readonly exclusions: Exclusions;
}

/**
 * What is at all paths, in the order given; in folders, which are searched to the bottom, in the order of their names.
 * What cannot be found is a problem in its place. Folders that links lead back to are visited once. The files of a
 * folder come together: a promise a file would cost a tenth of judging it.
 */
export async function* findSources(
  paths: readonly string[],
  readStdin: () => AsyncIterable<Uint8Array>,
  exclusion: Exclusion = excludeNothing(),
): AsyncGenerator<Source> {
  const visited = new Set<string>();
  for (const path of paths) {
    if (path === '-') yield { kind: 'stream', file: 'stdin', pieces: decodeAll(readStdin) };
    else yield* searchPath(path, exclusion, visited);
  }
}

async function* searchPath(path: string, exclusion: Exclusion, visited: Set<string>): AsyncGenerator<Source> {
  // A stack of its own, because folders may be nested deeper than calls can be.
  const steps = [await openPath(path, exclusion)];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.kind !== 'folder') yield step;
    else for (const next of (await searchFolder(step, visited)).toReversed()) steps.push(next);
  }
}

/** Undefined for what is excluded. */
async function openPath(path: string, exclusion: Exclusion): Promise<Source | Folder | undefined> {
  try {
    const found = await stat(path);
    const exclusions = exclusion.at(path);
    if (exclusions?.excludes(path, found.isDirectory()) !== false) return undefined;
    if (found.isDirectory()) return { kind: 'folder', path, exclusions };
    if (found.isFile()) return { kind: 'files', files: [path], isNamed: true };
    return { kind: 'stream', file: path, pieces: decodeAll(() => createReadStream(path)) };
  } catch (error) {
    return toProblem(path, error);
  }
}

/** Its files, in runs, and its folders, in the order of their names. */
async function searchFolder(folder: Folder, visited: Set<string>): Promise<readonly (Source | Folder)[]> {
  try {
    // Not its real path: that costs a system call for each folder above it.
    const { dev, ino } = await stat(folder.path);
    const identity = `${dev}:${ino}`;
    if (visited.has(identity)) return [];
    visited.add(identity);
    const entries = await readdir(folder.path, { withFileTypes: true });
    const sorted = entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    const exclusions = folder.exclusions.within(folder.path);
    const found: (Source | Folder)[] = [];
    let files: string[] = [];
    for (const entry of sorted) {
      const next = await openEntry(entry, join(folder.path, entry.name), exclusions);
      if (typeof next === 'string') files.push(next);
      else if (next !== undefined) {
        if (files.length > 0) found.push({ kind: 'files', files, isNamed: false });
        files = [];
        found.push(next);
      }
    }
    if (files.length > 0) found.push({ kind: 'files', files, isNamed: false });
    return found;
  } catch (error) {
    return [toProblem(folder.path, error)];
  }
}

/** A path is that of a file. Undefined for what is not read. */
async function openEntry(
  entry: Dirent,
  path: string,
  exclusions: Exclusions,
): Promise<string | SourceProblem | Folder | undefined> {
  const isManifest = MANIFEST.test(entry.name);
  // Nothing else costs a promise: most files are of other kinds.
  if (entry.isFile() && !isManifest) return undefined;
  const kind = entry.isFile() || entry.isDirectory() ? entry : await stat(path).catch(() => undefined);
  if (exclusions.excludes(path, kind?.isDirectory() === true)) return undefined;
  if (kind?.isDirectory() === true) return { kind: 'folder', path, exclusions };
  if (!isManifest) return undefined;
  if (entry.name.includes(REPLACEMENT))
    return toProblem(path, new ExternalError('its name is not UTF-8 text, so it cannot be opened; rename it'));
  // A link that leads nowhere. Pipes and devices in a folder are not manifests.
  if (kind === undefined) return toProblem(path, await stat(path).catch((error: unknown) => error));
  return kind.isFile() ? path : undefined;
}
