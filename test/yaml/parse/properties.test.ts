import { describe, expect, it } from 'vitest';
import { scanName, scanTag } from '../../../src/yaml/parse/properties.ts';
import { cursorAt, outcome } from './cursors.ts';

const NO_NAME = 'must be a name of letters, digits, _ and -; quote text that begins with it';
const NO_TAG = 'this is not a tag that kubectl reads; remove it, or quote text that begins with !';

describe('scanName', () => {
  it.each([
    ['&a b', ['a', ' b']],
    ['*a_1-B', ['a_1-B', '']],
    ['*a: b', ['a', ': b']],
    ['*a]', ['a', ']']],
    ['* a', `0 text after * ${NO_NAME}`],
    ['&a.b', `0 text after & ${NO_NAME}`],
    ['*é', `0 text after * ${NO_NAME}`],
  ])('reads %j', (text, expected) => {
    const cursor = cursorAt(text);
    expect(outcome(() => [scanName(cursor), text.slice(cursor.at)])).toEqual(expected);
  });
});

describe('scanTag', () => {
  it.each([
    ['!!str a', ['tag:yaml.org,2002:str', ' a']],
    ['!a', ['!a', '']],
    ['! a', ['!', ' a']],
    ['!<a:b>\n', ['a:b', '\n']],
    ['!! a', `0 ${NO_TAG}`],
    ['!a!b', `0 ${NO_TAG}`],
    ['!a{', `0 ${NO_TAG}`],
    ['!<a', `0 ${NO_TAG}`],
  ])('reads %j', (text, expected) => {
    const cursor = cursorAt(text);
    expect(outcome(() => [scanTag(cursor), text.slice(cursor.at)])).toEqual(expected);
  });
});
