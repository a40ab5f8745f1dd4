// Which files and folders are not read: those that --exclude or a .slicewardignore file names.
import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ignorePatterns, type IgnorePatterns } from './ignore-patterns.ts';

export const IGNORE_FILE = '.slicewardignore';

/** Bytes; the rest is not read. */
const MAX_IGNORE_FILE = 64 * 1024;

export interface ExclusionOptions {
  /** Of the command line, relative to the working folder. */
  readonly patterns: readonly string[];
  readonly readsIgnoreFiles: boolean;
  readonly workingFolder: string;
}

/** Patterns and the folder to which they are relative. */
interface Layer {
  readonly folder: string;
  readonly patterns: IgnorePatterns;
}

/** For what was named on purpose, such as the file of --old. */
export function excludeNothing(): Exclusion {
  return new Exclusion({ patterns: [], readsIgnoreFiles: false, workingFolder: '.' });
}

/** Counts what it excludes, because a run must not hide that it has not read everything. */
export class Exclusion {
  readonly #options: ExclusionOptions;
  readonly #command: IgnorePatterns;
  #count = 0;

  constructor(options: ExclusionOptions) {
    this.#options = options;
    this.#command = ignorePatterns(options.patterns);
  }

  /** Files and folders that were excluded. */
  get count(): number {
    return this.#count;
  }

  /**
   * What excludes beside a path of the command line: the ignore files from the working folder down to it; for a path
   * elsewhere that of its folder. Undefined if it is in an excluded folder. Throws what reading the files throws.
   */
  at(path: string): Exclusions | undefined {
    const { workingFolder, readsIgnoreFiles } = this.#options;
    const top = resolve(workingFolder);
    const absolute = resolve(top, path);
    const base = absolute === top || absolute.startsWith(join(top, sep)) ? top : dirname(absolute);
    const command: Layer = { folder: base, patterns: this.#command };
    const none = new Exclusions([command], { top, readsIgnoreFiles, count: () => void this.#count++ });
    if (absolute === base) return none;
    let [folder, found] = [base, none.within(base)];
    for (const name of relative(base, dirname(absolute)).split(sep)) {
      if (name === '') break;
      folder = join(folder, name);
      if (found.excludes(folder, true)) return undefined;
      found = found.within(folder);
    }
    return found;
  }
}

interface Context {
  /** The absolute path of the working folder. */
  readonly top: string;
  readonly readsIgnoreFiles: boolean;
  readonly count: () => void;
}

/** What excludes in one folder. */
export class Exclusions {
  /** The strongest first: the command line, then the nearest ignore file. */
  readonly #layers: readonly Layer[];
  readonly #context: Context;

  constructor(layers: readonly Layer[], context: Context) {
    this.#layers = layers;
    this.#context = context;
  }

  /** With the ignore file of a folder below, if it has one. Throws what reading it throws. */
  within(folder: string): Exclusions {
    const { top, readsIgnoreFiles } = this.#context;
    const absolute = resolve(top, folder);
    const text = readsIgnoreFiles ? readBeginning(join(absolute, IGNORE_FILE)) : undefined;
    if (text === undefined) return this;
    const own: Layer = { folder: absolute, patterns: ignorePatterns(text.split('\n')) };
    return new Exclusions([...this.#layers.slice(0, 1), own, ...this.#layers.slice(1)], this.#context);
  }

  /** Of a path whose folder is not excluded. */
  excludes(path: string, isFolder: boolean): boolean {
    const absolute = resolve(this.#context.top, path);
    for (const { folder, patterns } of this.#layers) {
      const names = relative(folder, absolute).split(sep).join('/');
      // A folder's patterns are about what is in it.
      const said = names === '' ? undefined : patterns(names, isFolder);
      if (said === undefined) continue;
      if (said) this.#context.count();
      return said;
    }
    return false;
  }
}

/** Undefined if there is no such file. */
function readBeginning(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(MAX_IGNORE_FILE);
    const size = readSync(file, bytes);
    const text = bytes.subarray(0, size).toString('utf8');
    // Half a pattern would mean something else.
    return size < MAX_IGNORE_FILE ? text : text.slice(0, text.lastIndexOf('\n') + 1);
  } finally {
    closeSync(file);
  }
}
