// Files that change under a running server: reading, watching, and keeping the last good content.
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The file system as the server sees it. */
export interface Files {
  readonly read: (path: string) => Promise<Buffer>;
  /**
   * Calls back on every change in the directory, and with an error when it can watch no longer. Returns what ends the
   * watch.
   */
  readonly watch: (directory: string, onChange: () => void, onError: (error: Error) => void) => () => void;
}

export const nodeFiles: Files = {
  read: (path) => readFile(path),
  watch(directory, onChange, onError) {
    const watcher = watch(directory, { persistent: false }, onChange);
    watcher.on('error', onError);
    return () => watcher.close();
  },
};

export interface WatchTimes {
  /** How long to wait for further changes, in milliseconds: a Secret's files change one after the other. */
  readonly debounceMs: number;
  /** How often to look regardless of events: some file systems report no changes. */
  readonly pollMs: number;
}

export const WATCH_TIMES: WatchTimes = { debounceMs: 250, pollMs: 60_000 };

/**
 * Calls back after changes near the given files. Directories are watched, not files: the files of a Secret volume are
 * links that are swapped as a whole, and a watch on such a file falls deaf after the first swap
 * (kubernetes/ingress-nginx#6386). Returns what ends it.
 */
export function watchFiles(
  paths: readonly string[],
  files: Files,
  times: WatchTimes,
  onChange: () => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, times.debounceMs).unref();
  };
  const watches = [...new Set(paths.map((path) => dirname(resolve(path))))].map(
    (directory) => new DirectoryWatch(directory, files, soon),
  );
  const poll = setInterval(() => {
    for (const one of watches) one.ensure();
    onChange();
  }, times.pollMs).unref();
  return () => {
    clearTimeout(timer);
    clearInterval(poll);
    for (const one of watches) one.end();
  };
}

/** A watch that comes back after a failure (directory replaced, too many watches) at the next poll. */
class DirectoryWatch {
  readonly #directory: string;
  readonly #files: Files;
  readonly #onChange: () => void;
  #stop: (() => void) | undefined;

  constructor(directory: string, files: Files, onChange: () => void) {
    this.#directory = directory;
    this.#files = files;
    this.#onChange = onChange;
    this.ensure();
  }

  ensure(): void {
    if (this.#stop !== undefined) return;
    try {
      this.#stop = this.#files.watch(this.#directory, this.#onChange, () => this.end());
    } catch {
      // Polling goes on; there is nothing else to do about it.
    }
  }

  end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
