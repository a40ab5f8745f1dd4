import { describe, expect, it } from 'vitest';
import { readValue } from '../../../src/yaml/value.ts';
import { outcome } from './cursors.ts';

describe('parse', () => {
  it.each([
    ['a:\nb: c', { a: null, b: 'c' }],
    ['a:\n- b\nc: d', { a: ['b'], c: 'd' }],
    ['-\n- - a', [null, ['a']]],
    ['? a\n? b\n: c', { a: null, b: 'c' }],
    ['[a: b, ? c]', [{ a: 'b' }, { c: null }]],
    ['{a, b: , c: d,}', { a: null, b: null, c: 'd' }],
    ['--- a', 'a'],
    ['---\n...', undefined],
    ['a: !!str', { a: '' }],
  ])('reads %j', (text, value) => {
    expect(readValue(text).value).toEqual(value);
  });

  it.each([
    ['[a', '0 this bracket is not closed; close it, or quote the text'],
    ['{a: [b}', '6 this brace closes no mapping; remove it, or quote the text'],
    ['a: &b *c', '3 an alias cannot have an anchor or a tag; remove them'],
    ['&a\n&b\n', '3 a node cannot have two anchors or two tags; remove one'],
    ['[a b: c, , d]', '9 there is no item before this comma; remove it, or quote the text'],
    ['[? c, : d]', '6 there is no key before this colon; quote text with a colon'],
    ['- a\nb: c', '4 a key is among the items of a list; correct the indentation'],
    ['a: b\n- c', '5 a list item is among the keys of a mapping; correct the indentation'],
    ['['.repeat(101), '100 nested deeper than 100 levels; flatten it'],
  ])('refuses %j', (text, expected) => {
    expect(outcome(() => readValue(text))).toBe(expected);
  });
});
