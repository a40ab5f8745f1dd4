// Whole texts: which documents they have, and what becomes of the others.
import { describe, expect, it } from 'vitest';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { read, values } from './values.ts';

describe('documents', () => {
  it('skips empty ones and counts the others', () => {
    const documents = read('---\n# nothing\n---\nnull\n--- # one\na: 1\n---   \n\n---\nb: 2\n---\n');
    expect(documents.map((item) => (typeof item === 'string' ? item : [item.index, item.value, item.start]))).toEqual([
      [0, { a: 1 }, { line: 6, column: 1 }],
      [1, { b: 2 }, { line: 10, column: 1 }],
    ]);
  });
  it('reads the documents around a broken one', () => {
    const documents = read('a: 1\n---\nb: [\n---\nc: 3');
    expect(documents.map((item) => (typeof item === 'string' ? item.slice(0, 4) : [item.index, item.value]))).toEqual([
      [0, { a: 1 }],
      expect.stringMatching(/^\d:\d /),
      [2, { c: 3 }],
    ]);
  });
  it('reads a byte order mark, CRLF and tabs after colons', () => {
    expect(values('\uFEFFa: 1\r\nb:\tx\r\n---\r\nc: 2\r\n')).toEqual([{ a: 1, b: 'x' }, { c: 2 }]);
    expect(values('\uFEFF{"a": 1}')).toEqual([{ a: 1 }]);
  });
  it('reads JSON in a row, before YAML, and with what only YAML allows', () => {
    expect(values('{"a":1}\n{"b":"}{"}{"c":[]}')).toEqual([{ a: 1 }, { b: '}{' }, { c: [] }]);
    expect(values('{"a":1}\n---\nb: 2\n---\n{"c": 3}')).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect(values('{"a":1, # why\n"b":[2,],}')).toEqual([{ a: 1, b: [2] }]);
    expect(values('{"a":"\\ud83d\\ude42\\"\\\\"}')).toEqual([{ a: '🙂"\\' }]);
  });
  it('rejects what kubectl refuses or would not read', () => {
    expect(values('%YAML 1.2\n---\na: 1')).toEqual([expect.stringMatching(/directives \(%YAML, %TAG\)/), { a: 1 }]);
    expect(values('a: 1\n--- {b: 2}\nc: 3')).toEqual([
      { a: 1 },
      expect.stringMatching(/^2:1 kubectl stops reading at text after ---/),
      { c: 3 },
    ]);
    expect(values('a: 1\n...\nb: 2')).toEqual([
      { a: 1 },
      expect.stringMatching(/^2:1 kubectl ignores the text after "\.\.\."/),
    ]);
    expect(values('a: *missing')).toEqual([
      '1:4 cannot be read as YAML: alias "*missing" has no anchor "&missing" before it',
    ]);
  });
  it('keeps the indentation of the first line', () => {
    expect(values('\n  a: 1\n  b: 2')).toEqual([{ a: 1, b: 2 }]);
    expect(values('  a: 1\nb: 2')).toEqual([expect.stringMatching(/^2:/)]);
  });
  it('finds no document in an empty text', () => {
    for (const text of ['', ' \n\t\n', '# c', '---\n', '\uFEFF']) expect(values(text)).toEqual([]);
  });
});

describe('isProblem', () => {
  it('distinguishes a problem from a document', () => {
    expect([...readDocuments('a: 1\n---\nb: [')].map(isProblem)).toEqual([false, true]);
  });
});
