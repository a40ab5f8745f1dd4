// Whole texts: which documents they have, and what becomes of the others.
import { describe, expect, it } from 'vitest';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { lines } from './readings.ts';
import { canonical, read, values } from './values.ts';

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
      expect.stringMatching(/^2:1 kubectl stops reading at text after ---/),
      { a: 1 },
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
    for (const text of ['', ' \n \n', '# c', '---\n', '\uFEFF']) expect(values(text)).toEqual([]);
  });
});

describe('isProblem', () => {
  it('distinguishes a problem from a document', () => {
    expect([...readDocuments('a: 1\n---\nb: [')].map(isProblem)).toEqual([false, true]);
  });
});

describe("against kubectl's library", () => {
  const compared = lines.map(({ text, value }) => ({ text, value: canonical(value), found: read(text) }));

  it('gives the same value for lines in any order, or a problem, but never another value', () => {
    const readable = compared.filter(({ value }) => value !== undefined);
    const same = readable.filter(
      ({ value, found: [item, ...more] }) =>
        typeof item === 'object' && more.length === 0 && canonical(item.value) === value,
    );
    const different = readable.filter(
      (one) => !same.includes(one) && !one.found.some((item) => typeof item === 'string'),
    );
    expect(different).toEqual([]);
    expect(same.length).toBeGreaterThan(1500);
  });

  it('reports a problem for what the library rejects, except for some tabs', () => {
    const rejected = compared.filter(({ value }) => value === undefined);
    expect(rejected.length).toBeGreaterThan(300);
    const accepted = rejected.filter(({ found }) => !found.some((item) => typeof item === 'string'));
    expect(accepted.filter(({ text }) => !text.includes('\t'))).toEqual([]);
  });
});
