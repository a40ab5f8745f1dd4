import { describe, expect, it } from 'vitest';
import { parseDuration, parsePort, parseShare, parseSize } from '../../src/commands/units.ts';
import { UserError } from '../../src/model/problem.ts';

describe('units', () => {
  it.each([
    ['5s', 5000],
    ['500ms', 500],
    ['2m', 120_000],
    ['24h', 86_400_000],
    ['0s', 0],
  ])('reads the duration %s', (text, ms) => expect(parseDuration(text, '--x')).toBe(ms));

  it.each(['', '5', 's', '-5s', '5 s', '1.5s', '5S', '25h', '999999999h', '5__proto__', '5constructor'])(
    'refuses the duration %j',
    (text) => {
      expect(() => parseDuration(text, '--x')).toThrow(UserError);
    },
  );

  it('refuses a duration below the least', () =>
    expect(() => parseDuration('0s', '--x', 1)).toThrow(/--x: expected a duration/));

  it.each([
    ['24MiB', 25_165_824],
    ['512KiB', 524_288],
    ['1GiB', 1_073_741_824],
    ['7B', 7],
  ])('reads the size %s', (text, bytes) => expect(parseSize(text, '--x')).toBe(bytes));

  it.each(['24', '24MB', '24mib', '-1B', '1e3B', ''])('refuses the size %j', (text) =>
    expect(() => parseSize(text, '--x')).toThrow(UserError),
  );

  it('reads ports', () => expect([parsePort('0', '--x'), parsePort('65535', '--x')]).toEqual([0, 65_535]));
  it.each(['65536', '-1', '80.0', '0x50', '', '1e3'])('refuses the port %j', (text) =>
    expect(() => parsePort(text, '--x')).toThrow(UserError),
  );

  it('reads shares', () =>
    expect(['0', '1', '0.01', '.5'].map((text) => parseShare(text, '--x'))).toEqual([0, 1, 0.01, 0.5]));
  it.each(['', '.', '2', '-0.1', '1.01', '1e-3', 'NaN'])('refuses the share %j', (text) =>
    expect(() => parseShare(text, '--x')).toThrow(UserError),
  );
});
