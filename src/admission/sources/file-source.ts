// A source made from files. What does not load never replaces the value that is in use.
import { ExternalError, UserError } from '../../model/problem.ts';
import { watchFiles, type Files, type WatchTimes } from './files.ts';
import type { Source, SourceHealth, SourceListener } from './source.ts';

/** The bytes of a file, or why it could not be read. */
export type FileContent = Buffer | Error;

export interface Loaded<T> {
  readonly value: T;
  /** Why a part of the newest version is not in `value`. */
  readonly problem?: Error | undefined;
}

export interface FileSourceOptions<T> {
  readonly paths: readonly string[];
  readonly files: Files;
  readonly times: WatchTimes;
  /**
   * Makes a value of the files, in the order of `paths`; `previous` is undefined at the start. Throws if there is no
   * new value.
   */
  readonly load: (contents: readonly FileContent[], previous: T | undefined) => Loaded<T>;
}

/** No certificate chain and no policy is nearly as large; this limits what a wrong path can cost. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

interface InUse<T> extends Loaded<T> {
  readonly contents: readonly FileContent[];
}

export class FileSource<T> implements Source<T> {
  readonly #options: FileSourceOptions<T>;
  #inUse: InUse<T> | undefined;
  #problem: Error | undefined;
  #listener: SourceListener<T> | undefined;
  #changedBeforeListener = false;
  #running: Promise<void> = Promise.resolve();
  #stopWatching: () => void = () => {};
  #closed = false;

  constructor(options: FileSourceOptions<T>) {
    this.#options = options;
  }

  get value(): T {
    if (this.#inUse === undefined) throw new Error('the source has not been started');
    return this.#inUse.value;
  }

  get healthy(): SourceHealth {
    return this.#problem === undefined ? { ok: true } : { ok: false, reason: this.#problem.message };
  }

  async start(): Promise<void> {
    const { paths, files, times, load } = this.#options;
    const contents = await this.#read();
    this.#inUse = { ...load(contents, undefined), contents };
    if (paths.length > 0 && !this.#closed)
      this.#stopWatching = watchFiles(paths, files, times, () => void this.refresh());
  }

  onChange(listener: SourceListener<T>): void {
    this.#listener = listener;
    if (this.#changedBeforeListener) void this.refresh();
  }

  /** One look follows the other. */
  refresh(): Promise<void> {
    this.#running = this.#running.then(() => this.#look());
    return this.#running;
  }

  close(): void {
    this.#closed = true;
    this.#stopWatching();
  }

  async #look(): Promise<void> {
    const [inUse, listener] = [this.#inUse, this.#listener];
    if (inUse === undefined || listener === undefined) {
      this.#changedBeforeListener = true;
      return;
    }
    const contents = await this.#read();
    if (this.#closed) return;
    if (contents.every((content, index) => isSame(content, inUse.contents[index]))) {
      this.#problem = inUse.problem;
      return;
    }
    try {
      const { value, problem } = this.#options.load(contents, inUse.value);
      listener.replaced(value);
      this.#inUse = { value, problem, contents };
      this.#report(problem, listener);
    } catch (error) {
      this.#report(error instanceof Error ? error : new Error(String(error)), listener);
    }
  }

  #report(problem: Error | undefined, listener: SourceListener<T>): void {
    const isNew = problem?.message !== this.#problem?.message;
    this.#problem = problem;
    if (isNew && problem !== undefined) listener.failed(problem);
  }

  #read(): Promise<readonly FileContent[]> {
    const { paths, files } = this.#options;
    return Promise.all(paths.map((path) => read(path, files)));
  }
}

/** Never rejects. */
async function read(path: string, files: Files): Promise<FileContent> {
  try {
    const bytes = await files.read(path);
    return bytes.length > MAX_FILE_BYTES
      ? new UserError(`${path} is larger than ${MAX_FILE_BYTES} bytes; check the path`)
      : bytes;
  } catch (error) {
    return new ExternalError(`cannot read ${path}`, { cause: error });
  }
}

function isSame(one: FileContent, other: FileContent | undefined): boolean {
  if (one instanceof Error) return other instanceof Error && one.message === other.message;
  return Buffer.isBuffer(other) && one.equals(other);
}
