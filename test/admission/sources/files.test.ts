import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nodeFiles, watchFiles, type Files } from '../../../src/admission/sources/files.ts';

const TIMES = { debounceMs: 250, pollMs: 60_000 };

interface Watch {
  readonly directory: string;
  readonly change: () => void;
  readonly fail: () => void;
  ended: boolean;
}

/** Watches whose events a test makes, on a clock that it moves. */
function watching(...paths: readonly string[]) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const watches: Watch[] = [];
  const state = { canWatch: true };
  const files: Files = {
    read: () => Promise.reject(new Error('not read')),
    watch(directory, change, fail) {
      if (!state.canWatch) throw new Error('ENOSPC');
      const watch: Watch = { directory, change, fail: () => fail(new Error('gone')), ended: false };
      watches.push(watch);
      return () => void (watch.ended = true);
    },
  };
  const onChange = vi.fn<() => void>();
  const begin = (): (() => void) => watchFiles(paths, files, TIMES, onChange);
  const calls = (): number => onChange.mock.calls.length;
  return { watches, state, begin, calls };
}

describe('watchFiles', () => {
  it('watches each folder once', () => {
    const { watches, begin } = watching('/etc/tls/tls.crt', '/etc/tls/../tls/tls.key', '/etc/ca/ca.crt');
    begin();
    expect(watches.map(({ directory }) => directory)).toEqual(['/etc/tls', '/etc/ca']);
  });

  it('calls back once for changes that follow each other', () => {
    const { watches, begin, calls } = watching('/a/x', '/b/y');
    begin();
    for (const watch of [...watches, ...watches]) {
      watch.change();
      vi.advanceTimersByTime(249);
    }
    expect(calls()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(calls()).toBe(1);
    vi.advanceTimersByTime(1000);
    expect(calls()).toBe(1);
  });

  it('calls back every minute although nothing is reported', () => {
    const { begin, calls } = watching('/a/x');
    begin();
    vi.advanceTimersByTime(59_999);
    expect(calls()).toBe(0);
    vi.advanceTimersByTime(60_001);
    expect(calls()).toBe(2);
  });

  it('watches again at the next poll after a failure', () => {
    const { watches, state, begin, calls } = watching('/a/x');
    begin();
    watches[0]?.fail();
    expect(watches[0]?.ended).toBe(true);
    state.canWatch = false;
    vi.advanceTimersByTime(60_000);
    expect([watches.length, calls()]).toEqual([1, 1]);
    state.canWatch = true;
    vi.advanceTimersByTime(60_000);
    expect(watches.map(({ ended }) => ended)).toEqual([true, false]);
    vi.advanceTimersByTime(60_000);
    expect(watches).toHaveLength(2);
  });

  it('polls where nothing can be watched from the beginning', () => {
    const { state, begin, calls } = watching('/a/x');
    state.canWatch = false;
    begin();
    vi.advanceTimersByTime(60_000);
    expect(calls()).toBe(1);
  });

  it('calls back no more once it is ended, even for a change from before', () => {
    const { watches, begin, calls } = watching('/a/x');
    const end = begin();
    watches[0]?.change();
    end();
    vi.advanceTimersByTime(600_000);
    expect(calls()).toBe(0);
    expect(watches.map(({ ended }) => ended)).toEqual([true]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('nodeFiles', () => {
  it('reads a file, and reports a change in its folder until the watch ends', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const watch = (): { readonly changed: Promise<void>; readonly calls: () => number; readonly end: () => void } => {
      const changed = Promise.withResolvers<void>();
      let calls = 0;
      const onChange = (): void => {
        calls++;
        changed.resolve();
      };
      const end = nodeFiles.watch(folder, onChange, changed.reject);
      return { changed: changed.promise, calls: () => calls, end };
    };
    const first = watch();
    await writeFile(join(folder, 'file'), 'text');
    await first.changed;
    first.end();
    const before = first.calls();
    const second = watch();
    await writeFile(join(folder, 'other'), 'text');
    await second.changed;
    await new Promise((resolve) => setImmediate(resolve));
    second.end();
    expect(first.calls()).toBe(before);
    expect((await nodeFiles.read(join(folder, 'file'))).toString()).toBe('text');
    await expect(nodeFiles.read(join(folder, 'missing'))).rejects.toThrow('ENOENT');
    expect(() =>
      nodeFiles.watch(
        join(folder, 'missing'),
        () => {},
        () => {},
      ),
    ).toThrow('ENOENT');
  });
});
