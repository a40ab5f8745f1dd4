import { describe, expect, it } from 'vitest';
import { Aliases } from '../../src/yaml/aliases.ts';
import { outcome } from './parse/cursors.ts';

const WORD = { text: 'word', isPlain: true, tag: '' };
const TOO_MUCH = '7 cannot be read: its aliases and merge keys expand to too much text; write it out, or split it';

function withWord(): Aliases {
  const aliases = new Aliases();
  aliases.count(4);
  aliases.close(aliases.open('a', WORD), 'word');
  return aliases;
}

describe('Aliases', () => {
  it('repeats the last node of a name', () => {
    const aliases = withWord();
    aliases.close(aliases.open('a', WORD), 'other');
    expect(aliases.resolve('a', 0)).toMatchObject({ value: 'other', written: WORD });
  });

  it('refuses a name that no anchor has, and one whose node is not complete', () => {
    const aliases = new Aliases();
    aliases.enter();
    aliases.open('a', undefined);
    expect(outcome(() => aliases.resolve('a', 5))).toBe('5 anchor "a" contains itself');
    expect(outcome(() => aliases.resolve('b', 6))).toBe('6 alias "*b" has no anchor "&b" before it');
  });

  it('limits how deep aliases nest what is shallow as it is written', () => {
    const deep = new Aliases();
    for (let depth = 0; depth < 100; depth++) deep.enter();
    deep.close(deep.open('b', undefined), []);
    expect(outcome(() => deep.resolve('b', 7))).toBe('7 cannot be read: nested deeper than 100 levels; flatten it');
  });

  it('limits what aliases and merge keys add', () => {
    const aliases = withWord();
    aliases.merge(4_999_990, 7);
    expect(aliases.resolve('a', 7).value).toBe('word');
    aliases.merge(5, 7);
    expect(outcome(() => aliases.merge(1, 7))).toBe(TOO_MUCH);
    expect(outcome(() => aliases.resolve('a', 7))).toBe(TOO_MUCH);
  });

  it('refuses a document of aliases nearly alone once it is not small', () => {
    const aliases = withWord();
    const resolve = (): unknown => outcome(() => aliases.resolve('a', 7));
    expect(Array.from({ length: 2000 }, resolve)).not.toContain(TOO_MUCH);
    for (let count = 0; count < 60_000; count++) {
      aliases.close(aliases.open('a', WORD), 'word');
      resolve();
    }
    expect(aliases.resolve('a', 7).value).toBe('word');
  });
});
