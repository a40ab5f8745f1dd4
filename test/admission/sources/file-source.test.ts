// What is in use after a look at the files: the new value once it is accepted, and the last good one whatever happens.
import { describe, expect, it, vi } from 'vitest';
import { FileSource } from '../../../src/admission/sources/file-source.ts';

interface Fixture {
  readonly source: FileSource<string>;
  readonly write: (text: string) => void;
  readonly replaced: ReturnType<typeof vi.fn<(value: string) => void>>;
  readonly failed: ReturnType<typeof vi.fn<(error: Error) => void>>;
  readonly look: () => Promise<void>;
}

async function open(): Promise<Fixture> {
  let content = 'first';
  const source = new FileSource<string>({
    paths: ['f'],
    files: { read: async () => Buffer.from(content), watch: () => () => {} },
    times: { debounceMs: 1, pollMs: 60_000 },
    load: ([bytes]) => {
      const text = bytes instanceof Error ? '' : (bytes?.toString() ?? '');
      if (text.startsWith('bad')) throw new Error(text);
      return { value: text, problem: text.startsWith('half') ? new Error(text) : undefined };
    },
  });
  await source.start();
  const replaced = vi.fn<(value: string) => void>();
  const failed = vi.fn<(error: Error) => void>();
  source.onChange({ replaced, failed });
  return { source, write: (text) => void (content = text), replaced, failed, look: () => source.refresh() };
}

describe('a value from files', () => {
  it('is not in use before the listener has accepted it', async () => {
    const { source, write, replaced, look } = await open();
    const seen: string[] = [];
    replaced.mockImplementation(() => void seen.push(source.value));
    write('second');
    await look();
    expect(seen).toEqual(['first']);
    expect(source.value).toBe('second');
    await look();
    expect(replaced).toHaveBeenCalledTimes(1);
  });

  // As of a policy that fails the self-test.
  it('is never in use when the listener refuses it, and is offered again at each look', async () => {
    const { source, write, replaced, failed, look } = await open();
    replaced.mockImplementation(() => {
      throw new Error('self-test failed');
    });
    write('second');
    await look();
    expect(source.value).toBe('first');
    expect(failed.mock.calls).toEqual([[new Error('self-test failed')]]);
    await look();
    expect(replaced).toHaveBeenCalledTimes(2);
    // Reported once.
    expect(failed).toHaveBeenCalledTimes(1);
    replaced.mockImplementation(() => {});
    await look();
    expect(source.value).toBe('second');
  });

  // A failure is reported again when it is another one, or when the files have been good in between.
  it('stays when the files do not load, and each new failure is reported', async () => {
    const { source, write, replaced, failed, look } = await open();
    for (const text of ['bad 1', 'bad 1', 'bad 2', 'first', 'bad 2']) {
      write(text);
      await look();
      expect(source.value).toBe('first');
    }
    expect(failed.mock.calls.map(([error]) => error.message)).toEqual(['bad 1', 'bad 2', 'bad 2']);
    expect(replaced).not.toHaveBeenCalled();
  });

  it('is replaced although a part did not load, which is reported once and stays in its health', async () => {
    const { source, write, failed, look } = await open();
    write('half new');
    await look();
    await look();
    expect(source.value).toBe('half new');
    expect(failed).toHaveBeenCalledTimes(1);
    expect(source.healthy).toEqual({ ok: false, reason: 'half new' });
    write('good');
    await look();
    expect(source.healthy).toEqual({ ok: true });
  });

  it('has no value before the start, and none at all if the first does not load', async () => {
    const source = new FileSource<string>({
      paths: ['f'],
      files: { read: () => Promise.reject(new Error('ENOENT')), watch: () => () => {} },
      times: { debounceMs: 1, pollMs: 60_000 },
      load: ([content]) => {
        throw content instanceof Error ? content : new Error('read');
      },
    });
    expect(() => source.value).toThrow('has not been started');
    await expect(source.start()).rejects.toThrow('cannot read f');
  });

  it('reports nothing once it is closed', async () => {
    const { source, write, replaced, look } = await open();
    source.close();
    write('second');
    await look();
    expect(replaced).not.toHaveBeenCalled();
    expect(source.value).toBe('first');
  });
});
