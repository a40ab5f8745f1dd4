import { describe, expect, it } from 'vitest';
import { compilePattern, type TextPattern } from '../../src/model/match-text.ts';

describe('compilePattern', () => {
  it('finds the pattern anywhere unless it is anchored', () => {
    expect(pattern('b').test('abc')).toBe(true);
    expect(pattern('^b$').test('abc')).toBe(false);
    expect(pattern('^[a-z-]+$').test('team-a')).toBe(true);
    expect(pattern('^[a-z-]+$').test('team-a\n')).toBe(false);
  });

  it('is linear where a backtracking engine is not', () => {
    expect(pattern('^(a+)+$').test(`${'a'.repeat(1000)}b`)).toBe(false);
  });

  it('does not match a text that is longer than any name', () => {
    expect(pattern('a').test('a'.repeat(1024))).toBe(true);
    expect(pattern('a').test('a'.repeat(1025))).toBe(false);
  });

  it.for(['(a', '(?=a)', String.raw`(a)\1`, 'a{1001}', '(?:x{1,1000}){1,1000}', 'a'.repeat(501)])(
    'refuses %j',
    (source) => {
      expect(compilePattern(source)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/RE2 syntax|characters/),
      });
    },
  );
});

function pattern(source: string): TextPattern {
  const compiled = compilePattern(source);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.pattern;
}
