import { describe, expect, it } from 'vitest';
import { isMerge, keyOf, valueOf } from '../../src/yaml/written.ts';
import { outcome } from './parse/cursors.ts';

const STANDARD = 'tag:yaml.org,2002:';

describe('valueOf', () => {
  it.each([
    ['1', true, '', 1],
    ['1', false, '', '1'],
    ['1', false, `${STANDARD}int`, 1],
    ['1', true, `${STANDARD}float`, 1],
    ['1', true, `${STANDARD}str`, '1'],
    ['yes', true, `${STANDARD}bool`, true],
    ['', true, `${STANDARD}null`, null],
    ['1', true, '!other', '1'],
    ['w6k=', true, `${STANDARD}binary`, 'é'],
    ['/w==', true, `${STANDARD}binary`, '3 the value of !!binary is not base64 of UTF-8 text; correct it'],
    ['1.5', true, `${STANDARD}int`, '3 1.5 is no !!int; correct it or remove the tag'],
    ['', true, `${STANDARD}bool`, '3 null is no !!bool; correct it or remove the tag'],
    ['.inf', true, '', '3 cannot be read: .inf cannot be sent as JSON; use a finite number'],
    [
      '9223372036854775808',
      true,
      `${STANDARD}float`,
      '3 9223372036854775808 is no !!float; correct it or remove the tag',
    ],
  ])('reads %j (plain: %s) with the tag %j', (text, isPlain, tag, value) => {
    expect(outcome(() => valueOf(text, isPlain, tag, 3))).toEqual(value);
  });
});

describe('keyOf', () => {
  it.each([
    ['1.50', true, '', '1.5'],
    ['1.50', false, '', '1.50'],
    ['0x10', true, `${STANDARD}int`, '16'],
    ['0x10', true, `${STANDARD}str`, '0x10'],
    ['~', true, '', '3 ~ cannot be a key; quote it'],
    ['', true, '', '3 null cannot be a key; quote it'],
    ['1', true, `${STANDARD}float`, '3 1 cannot be a key; quote it'],
  ])('makes a key of %j (plain: %s) with the tag %j', (text, isPlain, tag, key) => {
    expect(outcome(() => keyOf({ text, isPlain, tag }, 3))).toBe(key);
  });
});

describe('isMerge', () => {
  it.each([
    ['<<', true, '', true],
    ['<<', false, '', false],
    ['<<', false, '!', true],
    ['<<', true, `${STANDARD}merge`, true],
    ['<<', true, `${STANDARD}str`, false],
    ['a', true, `${STANDARD}merge`, false],
  ])('decides on %j (plain: %s) with the tag %j', (text, isPlain, tag, expected) => {
    expect(isMerge({ text, isPlain, tag })).toBe(expected);
  });
});
