// A list composed item by item against the same text composed whole.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/yaml/compose.ts';
import { composeList, looksLikeList } from '../../src/yaml/large-list.ts';
import type { Node } from '../../src/yaml/nodes.ts';
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

type Found = { readonly root: unknown; readonly notes: unknown } | 'not read';

function found(tree: () => Node | undefined): Found {
  try {
    const root = tree();
    return { root: root && outline(root), notes: root && findNotes(root, []) };
  } catch (error) {
    if (error instanceof ReadError) return 'not read';
    throw error;
  }
}

/** Everything in a tree with its extent. */
function outline(node: Node): unknown {
  const { kind, start, end } = node;
  if (kind === 'scalar') return [start, end, node.text];
  if (kind === 'alias') return [start, end];
  if (kind === 'sequence') return [start, end, node.isFlow, node.items.map(outline)];
  return [start, end, node.isFlow, node.entries.map(({ key, value }) => [outline(key), outline(value)])];
}

describe('composeList', () => {
  it('gives the tree of the whole text, or gives up at an anchor', () => {
    let composed = 0;
    fc.assert(
      fc.property(text, (source) => {
        const list = found(() => composeList(source));
        const mayBeUndefined = /&|^\s*(?:#.*\s*)*$/.test(source);
        const isGivenUp = list !== 'not read' && list.root === undefined && mayBeUndefined;
        if (list !== 'not read' && !isGivenUp) composed++;
        expect(isGivenUp ? list : found(() => compose(source).root)).toEqual(list);
      }),
      { numRuns: 10_000 },
    );
    expect(composed).toBeGreaterThan(300);
  });

  it.each([
    [
      'kubectl get -o yaml',
      'apiVersion: v1\nitems:\n- a: 1\n  b:\n  - c\n- a: 2\nkind: List\nmetadata:\n  resourceVersion: ""\n',
    ],
    ['indented and commented', '# c\nkind: List\nitems:\n\n  # first\n  - a: 1\n\n  # second\n  - {a: 2}\n'],
    ['of Windows', 'kind: List\r\nitems:\r\n- a: 1\r\n\r\n- a: 2\r\n'],
    ['within a list', '- - a: 1\n  - b: [\n1\n]\n-   - c: "d\n e"\n'],
  ])('leaves the items of lists: %s', (_, source) => {
    expect(found(() => composeList(source))).toEqual(found(() => compose(source).root));
  });

  it('knows what may be such a list by its beginning', () => {
    expect(looksLikeList('kind: List\r\nitems:\r\n- a')).toBe(true);
    expect(looksLikeList('kind: List\n  items:\n')).toBe(false);
    expect(looksLikeList('kind: List # \u2028items:\u2028- a: 1\n')).toBe(false);
  });

  it('gives up at an anchor', () => {
    expect(composeList('kind: List\nitems:\n- a: &x 1\n- a: *x\n')).toBeUndefined();
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
