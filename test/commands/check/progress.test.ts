import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../src/commands/check/progress.ts';
import { testIo } from '../test-io.ts';

const ERASE = '\r\u001b[K';

interface Screen {
  readonly line: ProgressLine;
  readonly errors: () => string;
  /** Sets the clock to so many milliseconds after the start, and shows the time. */
  readonly showAt: (time: number) => void;
  /** How often a text was made. */
  readonly made: () => number;
}

function screen(env: Record<string, string> = {}, isErrorTerminal: boolean | 'unknown' = true): Screen {
  const start = 1_700_000_000_000;
  let [now, count] = [start, 0];
  const io = testIo(env);
  const line = new ProgressLine({
    ...io,
    now: () => new Date(now),
    ...(isErrorTerminal === 'unknown' ? {} : { isErrorTerminal }),
  });
  const showAt = (time: number): void => {
    now = start + time;
    line.show(() => {
      count++;
      return `at ${time}`;
    });
  };
  return { line, errors: io.errors, showAt, made: () => count };
}

describe('ProgressLine', () => {
  it('shows nothing in the first half second, then a line at most every tenth of a second', () => {
    const { errors, showAt, made } = screen();
    for (let time = 0; time <= 1000; time += 20) showAt(time);
    expect(errors().split(ERASE)).toEqual(['', 'at 500', 'at 600', 'at 700', 'at 800', 'at 900', 'at 1000']);
    expect(made()).toBe(6);
  });
  it('waits a tenth of a second after each line, however late it was shown', () => {
    const { errors, showAt } = screen();
    for (const time of [750, 820, 849, 850]) showAt(time);
    expect(errors()).toBe(`${ERASE}at 750${ERASE}at 850`);
  });
  it('erases the line once, if there is one', () => {
    const { line, errors, showAt } = screen();
    line.clear();
    showAt(499);
    line.clear();
    expect(errors()).toBe('');
    showAt(500);
    line.clear();
    line.clear();
    expect(errors()).toBe(`${ERASE}at 500${ERASE}`);
  });
  it('shows the line again after it was erased', () => {
    const { line, errors, showAt } = screen();
    showAt(500);
    line.clear();
    showAt(600);
    expect(errors()).toBe(`${ERASE}at 500${ERASE}${ERASE}at 600`);
  });
  it.each<[string, Record<string, string>, boolean | 'unknown']>([
    ['without a terminal', {}, false],
    ['where it is not known whether there is a terminal', {}, 'unknown'],
    ['in CI', { CI: 'true' }, true],
    ['on a terminal that erases nothing', { TERM: 'dumb' }, true],
  ])('shows nothing %s', (_where, env, isErrorTerminal) => {
    const { line, errors, showAt, made } = screen(env, isErrorTerminal);
    showAt(5000);
    line.clear();
    expect([errors(), made()]).toEqual(['', 0]);
  });
  it('shows a line if CI is empty', () => {
    const { errors, showAt } = screen({ CI: '', TERM: 'xterm' });
    showAt(500);
    expect(errors()).toBe(`${ERASE}at 500`);
  });
});
