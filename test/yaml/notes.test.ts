import { describe, expect, it } from 'vitest';
import { compose } from '../../src/yaml/compose.ts';
import { findNotes, isMisleading, type Note } from '../../src/yaml/notes.ts';
import { resolvePlain } from '../../src/yaml/scalars.ts';

function notesOf(text: string, path: readonly (string | number)[] = []): readonly Note[] {
  const { root } = compose(text);
  if (root === undefined) throw new Error(`no document: ${text}`);
  return findNotes(root, path);
}

describe('isMisleading', () => {
  it.each(['y', 'On', 'no', 'True', 'FALSE', '010', '0o17', '0x1F', '1_000', '+5', '08', '1.50', '1e3', '-0'])(
    'is true for a scalar that kubectl prints differently: %s',
    (text) => {
      expect(isMisleading(text, resolvePlain(text))).toBe(true);
    },
  );
  it.each(['true', 'false', '8080', '-1', '0.5', 'web', '1:30', '2026-01-01', 'null', '~', 'Null', ''])(
    'is false for a scalar that is what it looks like: %j',
    (text) => {
      expect(isMisleading(text, resolvePlain(text))).toBe(false);
    },
  );
});

describe('findNotes', () => {
  it('lists duplicate keys and misleading scalars in the order of the text, with their paths', () => {
    const text = 'ports:\n- port: 010\n  on: x\nb: {c: 1, d: y, "c": 2}\n';
    expect(notesOf(text, ['items', 3])).toEqual([
      { kind: 'plain-scalar', path: ['items', 3, 'ports', 0, 'port'], text: '010', value: 8 },
      { kind: 'plain-scalar', path: ['items', 3, 'ports', 0, 'true'], text: 'on', value: 'true' },
      { kind: 'plain-scalar', path: ['items', 3, 'b', 'd'], text: 'y', value: true },
      { kind: 'duplicate-key', path: ['items', 3, 'b', 'c'], offset: text.indexOf('"c"') },
    ]);
  });

  it('compares keys as kubectl reads them', () => {
    expect(notesOf('yes: 1\n"true": 2\n').map(({ kind, path }) => [kind, path])).toEqual([
      ['plain-scalar', ['true']],
      ['duplicate-key', ['true']],
    ]);
  });

  it('skips the value that a later duplicate overwrites', () => {
    expect(notesOf('a: {b: on}\na: {b: off}\n').map(({ kind, path }) => [kind, path])).toEqual([
      ['duplicate-key', ['a']],
      ['plain-scalar', ['a', 'b']],
    ]);
  });

  it('reports every repetition of a key', () => {
    expect(notesOf('a: 1\na: 2\na: 3').map((note) => note.kind === 'duplicate-key' && note.offset)).toEqual([5, 10]);
  });

  it.each([
    ['quoted scalars', 'a: "on"\nb: \'010\'\nc: |\n  y\n'],
    ['tagged scalars', 'a: !!str on\nb: !!int 010\n'],
    ['repeated merge keys', 'x: &x {a: 1}\nb: {<<: *x, c: 1}\nd:\n  <<: *x\n  <<: *x\n'],
    ['the target of an alias again', 'x: &x [a]\ny1: *x\ny2: *x\n'],
    ['null', 'a: ~\nb: NULL\nc:\n'],
  ])('has nothing to note about %s', (_what, text) => {
    expect(notesOf(text)).toEqual([]);
  });

  it('notes a misleading scalar once, where it is written and not at its aliases', () => {
    expect(notesOf('a: &x on\nb: *x\n')).toMatchObject([{ path: ['a'] }]);
  });
});
