import { describe, expect, it } from 'vitest';
import type { SourceWarning } from '../../src/model/manifest.ts';
import { sourceWarnings } from '../../src/manifests/source-warnings.ts';
import { isProblem, readDocuments, type YamlPath } from '../../src/yaml/read.ts';

function notes(text: string, path: YamlPath = []): readonly SourceWarning[] {
  const [document] = [...readDocuments(text)];
  if (document === undefined || isProblem(document)) throw new Error('no document');
  return sourceWarnings(document, path);
}

describe('sourceWarnings', () => {
  it('lists duplicate keys, and plain scalars that mean something else than their text', () => {
    expect(notes('a: {b: 010, c: y, on: 1}\nd: 1\nd: [~, "y", x, 7, true, True]')).toEqual([
      { kind: 'plain-scalar', path: ['a', 'b'], text: '010', value: 8 },
      { kind: 'plain-scalar', path: ['a', 'c'], text: 'y', value: true },
      { kind: 'plain-scalar', path: ['a', 'true'], text: 'on', value: 'true' },
      { kind: 'duplicate-key', path: ['d'] },
      { kind: 'plain-scalar', path: ['d', 5], text: 'True', value: true },
    ]);
  });
  it('skips a value that a later key overwrites, and reports every repetition of a key', () => {
    expect(notes('a: 010\na: {b: 1, b: 2}\na: 3')).toMatchObject([
      { kind: 'duplicate-key', path: ['a'] },
      { kind: 'duplicate-key', path: ['a'] },
    ]);
  });
  it('compares keys as the text that they are in JSON', () => {
    expect(notes('"1": a\n\'1\': b')).toMatchObject([{ kind: 'duplicate-key', path: ['1'] }]);
    expect(notes('<<: {a: 1}\na: 2\n<<: {b: 1}')).toEqual([]);
  });
  it('gives paths from the object, and skips other objects', () => {
    const text = 'items:\n- {a: 010}\n- {a: {b: 011, b: 011}}\n';
    expect(notes(text, ['items', 1])).toMatchObject([
      { kind: 'duplicate-key', path: ['a', 'b'] },
      { kind: 'plain-scalar', path: ['a', 'b'], text: '011' },
    ]);
    expect(notes(text, ['items', 2])).toEqual([]);
    expect(notes(text, ['items', 0, 'b'])).toEqual([]);
  });
  it('reports no plain scalars in JSON', () => {
    expect(notes('{"a": 8e1, "b": true, "c": {"d": 80.0}}')).toEqual([]);
    expect(notes('{"a": {"b": "x:y,{", "c": [{"d": 1}, {"d": 1, "d": 2}]}}')).toMatchObject([
      { kind: 'duplicate-key', path: ['a', 'c', 1, 'd'] },
    ]);
  });
  it('reports the target of an alias once', () => {
    expect(notes('a: &x {b: y}\nc: *x')).toEqual([{ kind: 'plain-scalar', path: ['a', 'b'], text: 'y', value: true }]);
  });
});
