import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Output } from '../../src/commands/output.ts';

const PIECE = 64 * 1024;

interface Recorded {
  readonly output: Output;
  /** What was called: `before`, or the text that was written. */
  readonly calls: string[];
}

function recorded({ isTerminal = false, backlog = (): Promise<void> | undefined => undefined } = {}): Recorded {
  const calls: string[] = [];
  const stdout = (text: string): void => void calls.push(text);
  return { output: new Output({ stdout, backlog, isTerminal }, () => void calls.push('before')), calls };
}

describe('Output', () => {
  it('writes everything once and in its order, in large pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30_000)), (lengths) => {
        const { output, calls } = recorded();
        const texts = lengths.map((length, index) => String(index % 10).repeat(length));
        for (const text of texts) {
          output.write(text);
          expect(output.room()).toBeUndefined();
        }
        const pieces = calls.filter((call) => call !== 'before');
        expect(pieces.every((piece) => piece.length >= PIECE)).toBe(true);
        output.flush();
        expect(calls.filter((call) => call !== 'before').join('')).toBe(texts.join(''));
      }),
    );
  });
  it('writes each text at once on a terminal', () => {
    const { output, calls } = recorded({ isTerminal: true });
    output.write('a');
    expect(output.room()).toBeUndefined();
    expect(calls).toEqual(['before', 'a']);
  });
  it('calls back before it writes, and only then', () => {
    const { output, calls } = recorded();
    output.write('a');
    expect(output.room()).toBeUndefined();
    output.flush();
    output.flush();
    expect(output.room()).toBeUndefined();
    expect(calls).toEqual(['before', 'a']);
  });
  it('waits for the reader after it has written, not before', async () => {
    const waiting = Promise.resolve();
    let asked = 0;
    const backlog = (): Promise<void> => {
      asked++;
      return waiting;
    };
    const { output } = recorded({ backlog });
    output.write('a'.repeat(PIECE - 1));
    expect(output.room()).toBeUndefined();
    expect(asked).toBe(0);
    output.write('b');
    expect(output.room()).toBe(waiting);
    await waiting;
  });
  it('waits for no one if output never waits', () => {
    const written: string[] = [];
    const output = new Output({ stdout: (text) => void written.push(text), isTerminal: true }, () => undefined);
    output.write('a');
    expect(output.room()).toBeUndefined();
    expect(written).toEqual(['a']);
  });
});
