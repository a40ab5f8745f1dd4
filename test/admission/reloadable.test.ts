// What is in use after a look at the files: the new value once it has been taken, and the last good one whatever happens on the way.
import { describe, expect, it, vi } from 'vitest';
import { Reloadable } from '../../src/admission/reloadable.ts';

interface Fixture {
  readonly reloadable: Reloadable<string>;
  readonly write: (text: string) => void;
  readonly replaced: ReturnType<typeof vi.fn<(value: string) => void>>;
  readonly refused: ReturnType<typeof vi.fn<(error: Error) => void>>;
  readonly look: () => Promise<void>;
}

async function open(): Promise<Fixture> {
  let content = 'first';
  const read = async (): Promise<Buffer> => Buffer.from(content);
  const files = { read, watch: () => () => {} };
  const reloadable = await Reloadable.open(['f'], files, ([bytes]) => {
    const text = bytes?.toString() ?? '';
    if (text.startsWith('bad')) throw new Error(text);
    return text;
  });
  const replaced = vi.fn<(value: string) => void>();
  const refused = vi.fn<(error: Error) => void>();
  return {
    reloadable,
    write: (text) => void (content = text),
    replaced,
    refused,
    look: () => reloadable.check({ replaced, refused }),
  };
}

describe('a value from files', () => {
  it('is not in use before whoever takes it has taken it', async () => {
    const { reloadable, write, replaced, look } = await open();
    const seen: string[] = [];
    replaced.mockImplementation(() => void seen.push(reloadable.value));
    write('second');
    await look();
    expect(seen).toEqual(['first']);
    expect(reloadable.value).toBe('second');
    await look();
    expect(replaced).toHaveBeenCalledTimes(1);
  });

  it('never comes into use when it is not taken, as by a policy that fails the self-test, and is tried again at each look', async () => {
    const { reloadable, write, replaced, refused, look } = await open();
    replaced.mockImplementation(() => {
      throw new Error('self-test failed');
    });
    write('second');
    await look();
    expect(reloadable.value).toBe('first');
    expect(refused.mock.calls).toEqual([[new Error('self-test failed')]]);
    await look();
    expect(replaced).toHaveBeenCalledTimes(2);
    // Told once.
    expect(refused).toHaveBeenCalledTimes(1);
    replaced.mockImplementation(() => {});
    await look();
    expect(reloadable.value).toBe('second');
  });

  it('stays when the files do not load, which is told again when they fail in another way or have been good in between', async () => {
    const { reloadable, write, replaced, refused, look } = await open();
    for (const text of ['bad 1', 'bad 1', 'bad 2', 'first', 'bad 2']) {
      write(text);
      await look();
      expect(reloadable.value).toBe('first');
    }
    expect(refused.mock.calls.map(([error]) => error.message)).toEqual(['bad 1', 'bad 2', 'bad 2']);
    expect(replaced).not.toHaveBeenCalled();
  });
});
