import { stripVTControlCharacters, styleText } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ANSI, PLAIN, type Palette } from '../../src/report/palette.ts';

/** The formats of Node's own styleText that the terminal shows the same. */
const STYLES: Readonly<Record<keyof Palette, Parameters<typeof styleText>[0]>> = {
  deny: 'red',
  warn: 'yellow',
  audit: 'cyan',
  strong: 'bold',
  faint: 'dim',
};
const KEYS = ['deny', 'warn', 'audit', 'strong', 'faint'] as const;

describe.each(KEYS)('%s', (key) => {
  it('changes no text without colours', () => expect(PLAIN[key]('a b')).toBe('a b'));
  it('begins as Node does and ends all colours', () => {
    const [start] = styleText(STYLES[key], 'a b', { validateStream: false }).split('a b');
    expect(ANSI[key]('a b')).toBe(`${start}a b\u001b[0m`);
    expect(stripVTControlCharacters(ANSI[key]('a b'))).toBe('a b');
  });
});
