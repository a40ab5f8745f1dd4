// A list read item by item against the same text read whole.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { construct, keyText } from '../../src/yaml/construct.ts';
import { buildList, looksLikeList } from '../../src/yaml/list.ts';
import { locate, type YamlPath } from '../../src/yaml/locate.ts';
import { compose, parse, type Node } from '../../src/yaml/nodes.ts';
import { findNotes } from '../../src/yaml/notes.ts';
import { ReadError } from '../../src/yaml/read-error.ts';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';

const USUAL = [
  'b: {c: [x, 010]}\n',
  'c:\n  - e\n  - f: 1\n    f: 2\n',
  'd:\n  g: y\n',
  'h: |\n    i\n',
  'k: "l\n   m"\n',
  '# n\n',
  '\n',
  'é: 🙂\n',
  'on: ~\n',
];
const ODD = [
  '- p: 1\n',
  '-\n',
  'items:\n',
  'items: \r\n',
  'items: []\n',
  '"items":\n',
  'h: "\n',
  '    # o\n',
  '\r\n',
  ' \n',
  '\t\n',
  '\t- p: 1\n',
  'q: &r 1\n',
  's: *r\n',
  't: [\n',
  ']\n',
  '...\n',
  'u\n',
  'u: #\u2028items:\u2028\n',
  'v: 1\rw: 2\n',
];
const usual = fc.uniqueArray(fc.constantFrom(...USUAL), { maxLength: 3 }).map((lines) => lines.join(''));
const odd = fc
  .tuple(fc.constantFrom('', ' ', '  ', '    ', '- '), fc.constantFrom(...ODD))
  .map(([space, line]) => space + line);
const block = fc
  .tuple(
    usual,
    fc.option(odd, { freq: 9, nil: '' }).map((line) => line ?? ''),
    usual,
  )
  .map(([before, between, after]) => before + between + (before.includes(after.slice(0, 3)) ? '' : after));
const item = fc.tuple(fc.constantFrom('', '', '  '), block);

/** Mostly lists; about half of them have something unusual in it. */
const text = fc
  .tuple(
    fc.constantFrom('', 'kind: List\n', '# c\n', 'h: |\n  i\n'),
    fc.constantFrom('', '  '),
    fc.array(item, { maxLength: 4 }),
    fc.oneof(fc.constant(''), block),
  )
  .map(([head, dash, bodies, tail]) => {
    const list = bodies.map(
      ([more, body]) => `${dash}- z: 1\n${body.replaceAll(/^(?=[^\n])/gm, `${dash}  `)}${more === '' ? '' : '\n'}`,
    );
    return `${head}items:\n${list.join('')}${tail}`;
  });

function whole(source: string): Node | undefined {
  try {
    const { root, rest } = compose(source, parse(source));
    return rest === undefined ? root : undefined;
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}

/** All places of a tree, as paths with the offset of the value and of the key. */
function places(root: Node): readonly unknown[] {
  const found: unknown[] = [];
  const visit = (path: YamlPath): void => {
    const { key, value } = locate(root, path);
    // The list itself may begin at the dash or at the line of the dash.
    const isList = path.length === 1 && path[0] === 'items';
    found.push([path.join('/'), key?.offset, isList ? undefined : value.offset]);
    if (value.kind === 'sequence') for (const index of value.items.keys()) visit([...path, index]);
    if (value.kind === 'mapping') for (const entry of value.entries) visit([...path, keyText(entry.key)]);
  };
  visit([]);
  return found;
}

describe('buildList', () => {
  it('gives the value, notes and positions of the whole text, or gives up', () => {
    let read = 0;
    fc.assert(
      fc.property(text, (source) => {
        const list = buildList(source);
        if (list === undefined) return;
        read++;
        const root = whole(source);
        expect(root).toBeDefined();
        if (root === undefined) return;
        expect(JSON.stringify(list.value)).toBe(JSON.stringify(construct(root)));
        expect(list.start).toBe(root.offset);
        expect(list.isNotable || findNotes(root, []).length === 0).toBe(true);
        expect(findNotes(list.tree(), [])).toEqual(findNotes(root, []));
        expect(places(list.tree())).toEqual(places(root));
      }),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(300);
  });
  it.each([
    [
      'kubectl get -o yaml',
      'apiVersion: v1\nitems:\n- a: 1\n  b:\n  - c\n- a: 2\nkind: List\nmetadata:\n  resourceVersion: ""\n',
    ],
    ['indented and commented', '# c\nkind: List\nitems:\n\n  # first\n  - a: 1\n\n  # second\n  - {a: 2}\n'],
    ['of Windows', 'kind: List\r\nitems:\r\n- a: 1\r\n\r\n- a: 2\r\n'],
  ])('reads lists: %s', (_, source) => {
    expect(looksLikeList(source)).toBe(true);
    const root = whole(source);
    expect(buildList(source)?.value).toEqual(root && construct(root));
  });
  it.each([
    ['aliases across items', 'kind: List\nitems:\n- a: &x 1\n- a: *x\n'],
    ['two lists', 'kind: List\nitems:\n- a: 1\nitems:\n- a: 2\n'],
    ['items that are not mappings', 'kind: List\nitems:\n- 1\n'],
    ['a flow list', 'kind: List\nitems: [{a: 1}]\n'],
    ['a mistake', 'kind: List\nitems:\n- a: 1\n - b: 2\n'],
    ['no items', 'kind: List\nitems:\n'],
    ['a mapping under items', 'kind: List\nitems:\n  a: 1\n'],
    ['items within a comment', 'kind: List # \u2028items:\u2028- a: 1\nb: 2\n'],
  ])('gives up at %s', (_, source) => {
    expect(buildList(source)).toBeUndefined();
  });
});

describe('a list of more than 16 Mi characters', () => {
  const one = `- kind: Some\n  text: ${'x'.repeat(100_000)}\n`;
  const source = `apiVersion: v1\nitems:\n${one.repeat(200)}- kind: Last\n  on: 1\nkind: List\n---\nb: 2\n`;
  it('is read, with positions', () => {
    const [list, after] = [...readDocuments(source)];
    if (list === undefined || isProblem(list)) throw new Error(list?.message);
    expect(list.value).toMatchObject({ kind: 'List', apiVersion: 'v1' });
    expect(list.point(['items', 200, 'kind'])).toEqual({ line: 403, column: 9 });
    expect(list.notes(['items', 200])).toMatchObject([
      { kind: 'plain-scalar', path: ['items', 200, 'true'], text: 'on' },
    ]);
    expect(after).toMatchObject({ value: { b: 2 }, start: { line: 407, column: 1 } });
  });
  it('is rejected if it cannot be read item by item', () => {
    const [list, after] = [...readDocuments(source.replace('on: 1', 'on: &x 1'))];
    expect(list).toMatchObject({ message: expect.stringMatching(/too large/) });
    expect(after).toMatchObject({ value: { b: 2 } });
  });
});
