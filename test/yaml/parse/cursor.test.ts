import { describe, expect, it } from 'vitest';
import { cursorAt } from './cursors.ts';

describe('Cursor', () => {
  it.each([
    ['\na', 1],
    ['\ra', 1],
    ['\r\na', 2],
    ['\n\ra', 1],
  ])('passes one line break of %j', (text, next) => {
    const cursor = cursorAt(text);
    cursor.passBreak();
    expect([cursor.at, cursor.lineStart, cursor.column]).toEqual([next, next, 0]);
  });

  it.each([
    ['---', true],
    ['...\n', true],
    ['---\ta', true],
    ['--- a', true],
    ['---a', false],
    ['--', false],
    ['-.-', false],
    ['----', false],
  ])('knows a document mark by what follows it: %j', (text, isMark) => {
    expect(cursorAt(text).isDocumentMark()).toBe(isMark);
  });

  it('knows a document mark at the beginning of a line only', () => {
    expect(cursorAt(' ---', 1).isDocumentMark()).toBe(false);
  });

  it('says that YAML cannot be read, and where', () => {
    expect(cursorAt('a').error(1, 'b')).toMatchObject({ offset: 1, message: 'cannot be read as YAML: b' });
  });
});
