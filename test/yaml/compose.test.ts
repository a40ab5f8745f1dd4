import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/yaml/compose.ts';
import { resolveAlias, type Node } from '../../src/yaml/nodes.ts';
import { ReadError } from '../../src/yaml/read-error.ts';
import { values } from './values.ts';

/** The tree as nested data: start, with text, style, tag and children. */
function outline(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return [node.start, node.text, node.style, node.tag];
  if (node.kind === 'alias') return [node.start, 'alias', resolveAlias(node).start];
  if (node.kind === 'sequence') return [node.start, ...node.items.map(outline)];
  return [node.start, Object.fromEntries(node.entries.map(({ key, value }) => [keyOf(key), outline(value)]))];
}

function keyOf(key: Node): string {
  return key.kind === 'scalar' ? key.text : key.kind;
}

function treeOf(text: string): unknown {
  return outline(compose(text).root);
}

/** The offset and the message of the error. */
function failure(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return [error.offset, error.message];
  }
}

describe('the tree', () => {
  it.each<[string, string, unknown]>([
    ['a plain scalar', ' a b', [1, 'a b', 'plain', '']],
    ['a quoted scalar, at its quote', '"a\\tb"', [0, 'a\tb', 'double', '']],
    ['a block scalar, at its first character', 'a: |\n  b\n', [0, { a: [7, 'b\n', 'block', ''] }]],
    ['a list and a mapping, at their beginning', '- {a: []}', [0, [2, { a: [6] }]]],
    ['an empty value, after its colon', 'a:\nb: 1', [0, { a: [2, '', 'plain', ''], b: [6, '1', 'plain', ''] }]],
    ['a tag by its whole name', '!<tag:yaml.org,2002:int> 1', [25, '1', 'plain', 'tag:yaml.org,2002:int']],
    ['a standard tag by its whole name', '!!int 1', [6, '1', 'plain', 'tag:yaml.org,2002:int']],
    ['another tag as written', '!mine 1', [6, '1', 'plain', '!mine']],
    ['an alias and its target', '[&a x, *a]', [0, [4, 'x', 'plain', ''], [7, 'alias', 4]]],
    ['nothing in a text of comments', '# a\n', undefined],
  ])('has %s', (_what, text, tree) => {
    expect(treeOf(text)).toEqual(tree);
  });

  it('places a part within the whole text', () => {
    expect(outline(compose('a: [1]', { shift: 100 }).root)).toEqual([100, { a: [103, [104, '1', 'plain', '']] }]);
    const { root } = compose('a: [1]', { shift: 100 });
    expect(root).toMatchObject({ start: 100, end: 106 });
  });

  it('rejects an alias without an anchor before it', () => {
    expect(failure(() => treeOf('a: *x\nb: &x 1'))).toEqual([
      3,
      'cannot be read as YAML: alias "*x" has no anchor before it',
    ]);
  });

  it('resolves an alias to the last anchor of its name', () => {
    expect(treeOf('[&a 1, &a 2, *a]')).toEqual([0, [4, '1', 'plain', ''], [10, '2', 'plain', ''], [13, 'alias', 10]]);
  });

  it('reads the escapes of JSON if asked, which kubectl refuses in YAML', () => {
    expect(failure(() => treeOf('"a\\/b"'))).toEqual([
      2,
      'cannot be read as YAML: kubectl does not support the escape \\/',
    ]);
    expect(outline(compose('"a\\/\\ud83d\\ude00"', { isJson: true }).root)).toEqual([0, 'a/😀', 'double', '']);
  });

  it('knows which nodes aliases repeat', () => {
    const { root, shared } = compose('a: &x [1]\nb: &y {c: *x}\n');
    const list = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
    expect([...shared]).toEqual([list]);
  });
});

/** The text of each node, as nested data. */
function textsOf(text: string, node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  const own = text.slice(node.start, node.end);
  if (node.kind === 'scalar' || node.kind === 'alias') return own;
  if (node.kind === 'sequence') return [own, ...node.items.map((item) => textsOf(text, item))];
  return [own, ...node.entries.map(({ key, value }) => [textsOf(text, key), textsOf(text, value)])];
}

function read(text: string): unknown {
  return textsOf(text, compose(text).root);
}

describe('extents', () => {
  it.each<[string, string, unknown]>([
    ['plain scalars without the space around them', 'a:   b c   # d\n', ['a:   b c', ['a', 'b c']]],
    ['scalars with their quotes', `"a": 'b''c'`, [`"a": 'b''c'`, ['"a"', `'b''c'`]]],
    [
      'block scalars with their last line break',
      'a: |\n  b\n  c\nd: e',
      ['a: |\n  b\n  c\nd: e', ['a', 'b\n  c\n'], ['d', 'e']],
    ],
    [
      'flow collections with their brackets',
      'a: [ b, {c: d } , ] # e',
      ['a: [ b, {c: d } , ]', ['a', ['[ b, {c: d } , ]', 'b', ['{c: d }', ['c', 'd']]]]],
    ],
    ['empty flow collections', '[{ }, [ # c\n ]]', ['[{ }, [ # c\n ]]', ['{ }'], ['[ # c\n ]']]],
    [
      'block collections up to their last child',
      '- a: 1 # c\n- b:\n  - 2\n\n',
      ['- a: 1 # c\n- b:\n  - 2', ['a: 1', ['a', '1']], ['b:\n  - 2', ['b', ['- 2', '2']]]],
    ],
    ['empty values after their colon', 'a:  # c\nb :\n', ['a:  # c\nb :', ['a', ''], ['b', '']]],
    ['a mapping without braces in a list', '[a: b]', ['[a: b]', ['a: b', ['a', 'b']]]],
    ['aliases, and nodes without their anchor and tag', '[&x !!str a, *x]', ['[&x !!str a, *x]', 'a', '*x']],
    ['nothing in a text of comments', '# a\n', undefined],
  ])('has %s', (_what, text, spans) => {
    expect(read(text)).toEqual(spans);
  });

  const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('a', '', 'yes', '# x', "it's"));
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c d', '1'), tie('node'), { maxKeys: 3 }),
    ),
  }));
  const layouts = fc.constantFrom<(of: unknown) => string>(
    (of) => JSON.stringify(of),
    (of) => JSON.stringify(of, undefined, 2),
    (of) => dump(of),
    (of) => dump(of, { flowLevel: 2, seqNoIndent: true }),
  );

  it('has extents from which the value can be built again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('p', 'q'), node, { minKeys: 1 }), layouts, (value, layout) => {
        const text = layout(value);
        expect(rebuild(text, compose(text).root)).toEqual(value);
      }),
    );
  });

  it('has extents of flow collections that can be read alone', () => {
    fc.assert(
      fc.property(fc.array(node), fc.constantFrom(undefined, 1), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        const { root } = compose(text);
        const items = root?.kind === 'sequence' ? root.items : [];
        expect(items.map(({ start, end }) => values(`v: ${text.slice(start, end)}`))).toEqual(
          value.map((v) => [{ v }]),
        );
      }),
    );
  });
});

/** Every scalar is read alone. */
function rebuild(text: string, node: Node | undefined): unknown {
  if (node?.kind === 'sequence') return node.items.map((item) => rebuild(text, item));
  if (node?.kind === 'mapping')
    return Object.fromEntries(node.entries.map(({ key, value }) => [rebuild(text, key), rebuild(text, value)]));
  const [document] = values(`- ${text.slice(node?.start, node?.end)}`);
  return Array.isArray(document) ? document[0] : document;
}
