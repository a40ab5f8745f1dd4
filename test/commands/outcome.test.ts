import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fails, hasColours, type FailOn } from '../../src/commands/outcome.ts';
import { emptySummary } from '../../src/report/document.ts';
import { testIo } from './test-io.ts';

const LEVELS = ['deny', 'warn', 'audit'] as const;

describe('fails', () => {
  it('is true if there is a finding at or above the action, or a denied object', () => {
    const counts = fc.record({ denied: fc.nat(1), deny: fc.nat(2), warn: fc.nat(2), audit: fc.nat(2) });
    fc.assert(
      fc.property(counts, fc.constantFrom<FailOn[]>(...LEVELS), (numbers, failOn) => {
        const enough = LEVELS.slice(0, LEVELS.findIndex((level) => level === failOn) + 1);
        const expected = numbers.denied > 0 || enough.some((level) => numbers[level] > 0);
        expect(fails({ ...emptySummary(), ...numbers }, failOn)).toBe(expected);
      }),
    );
  });
  it('is never true for "never"', () => {
    expect(fails({ ...emptySummary(), denied: 1, deny: 3, warn: 2, audit: 1 }, 'never')).toBe(false);
  });
});

describe('hasColours', () => {
  const on = (isTerminal: boolean, env: Record<string, string> = {}, color?: 'auto' | 'always' | 'never'): boolean =>
    hasColours({ ...testIo(env), isTerminal }, color);

  it('is true on a terminal only', () => expect([on(true), on(false)]).toEqual([true, false]));
  // https://no-color.org: "when present and not an empty string (regardless of its value)".
  it.each([
    ['1', false],
    ['0', false],
    ['false', false],
    ['', true],
  ])('NO_COLOR=%s on a terminal: %s', (value, isColoured) => expect(on(true, { NO_COLOR: value })).toBe(isColoured));
  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['', false],
  ])('FORCE_COLOR=%s without a terminal: %s', (value, isColoured) => {
    expect(on(false, { FORCE_COLOR: value })).toBe(isColoured);
  });
  it('FORCE_COLOR=0 has no colours on a terminal, and NO_COLOR has precedence over FORCE_COLOR', () => {
    expect(on(true, { FORCE_COLOR: '0' })).toBe(false);
    expect(on(true, { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
  });
  it('a flag has precedence over the environment and the terminal', () => {
    expect(on(false, { NO_COLOR: '1' }, 'always')).toBe(true);
    expect(on(true, { FORCE_COLOR: '1' }, 'never')).toBe(false);
    expect(on(true, { NO_COLOR: '1' }, 'auto')).toBe(false);
  });
});
