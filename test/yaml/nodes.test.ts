import { describe, expect, it } from 'vitest';
import { compose, MAX_DEPTH, parse, parseYaml, resolveAlias, type Node } from '../../src/yaml/nodes.ts';
import { ReadError } from '../../src/yaml/read-error.ts';

/** The tree as nested data: `offset:kind`, with text, tag and children. */
function outline(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return [node.offset, node.text, node.plain ? 'plain' : 'quoted', node.tag];
  if (node.kind === 'alias') return [node.offset, `*${node.name}`];
  if (node.kind === 'sequence') return [node.offset, ...node.items.map(outline)];
  return [node.offset, Object.fromEntries(node.entries.map(({ key, value }) => [keyOf(key), outline(value)]))];
}

function keyOf(key: Node): string {
  return key.kind === 'scalar' ? key.text : key.kind;
}

function treeOf(text: string): unknown {
  return outline(compose(text, parse(text)).root);
}

/** The offset and the message of the error. */
function failure(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return [error.offset, error.message];
  }
}

describe('compose', () => {
  it.each<[string, string, unknown]>([
    ['a plain scalar', ' a b', [1, 'a b', 'plain', '']],
    ['a quoted scalar, at its quote', '"a\\tb"', [0, 'a\tb', 'quoted', '']],
    ['a block scalar, at its first line', 'a: |\n  b\n', [0, { a: [7, 'b\n', 'quoted', ''] }]],
    ['a list and a mapping, at their beginning', '- {a: []}', [0, [2, { a: [6] }]]],
    [
      'an empty value, at the position of its key',
      'a:\nb: 1',
      [0, { a: [0, '', 'plain', ''], b: [6, '1', 'plain', ''] }],
    ],
    ['a standard tag in its short form', '!<tag:yaml.org,2002:int> 1', [25, '1', 'plain', '!!int']],
    ['another tag as written', '!mine 1', [6, '1', 'plain', '!mine']],
    ['an alias', '[&a x, *a]', [0, [4, 'x', 'plain', ''], [7, '*a']]],
    ['nothing in a text of comments', '# a\n', undefined],
  ])('has %s', (_what, text, tree) => {
    expect(treeOf(text)).toEqual(tree);
  });

  it('places a part within the whole text', () => {
    const part = 'a: 1';
    expect(outline(compose(part, parse(part), (offset) => offset + 100).root)).toEqual([
      100,
      { a: [103, '1', 'plain', ''] },
    ]);
  });

  it('finds "..." before a second document, and only there', () => {
    const rest = (text: string): number | undefined => compose(text, parse(text)).rest;
    expect(rest('a: 1\n...\nb: 2')).toBe(5);
    expect(rest('a: 1\n...\n')).toBeUndefined();
    expect(rest('a: |\n  ...\nb: 2')).toBeUndefined();
  });

  it('rejects an alias without an anchor before it', () => {
    expect(failure(() => treeOf('a: *x\nb: &x 1'))).toEqual([
      3,
      'cannot be read as YAML: alias "*x" has no anchor "&x" before it',
    ]);
  });

  it('resolves an alias to the last anchor of its name, through other aliases', () => {
    const text = '[&a 1, &a 2, &b *a, *b]';
    const shadowed = '[&a 1, &a 2, *a]';
    const { root } = compose(shadowed, parse(shadowed));
    const last = root?.kind === 'sequence' ? root.items.at(-1) : undefined;
    expect(last && outline(resolveAlias(last))).toEqual([10, '2', 'plain', '']);
    // YAML allows no anchor on an alias: https://yaml.org/spec/1.2.2/#71-alias-nodes
    expect(failure(() => treeOf(text))).toEqual([expect.any(Number), expect.stringMatching(/^cannot be read as YAML/)]);
  });
});

describe('parse', () => {
  it(`allows ${MAX_DEPTH} levels of nesting and no more`, () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parse(nested(MAX_DEPTH - 1)).length).toBeGreaterThan(0);
    for (const text of [nested(MAX_DEPTH + 1), nested(200_000), '- '.repeat(200_000)])
      expect(failure(() => parse(text))).toEqual([
        expect.any(Number),
        expect.stringMatching(/nesting exceeded maxDepth/),
      ]);
  });

  it('keeps the offsets of a text whose layout was normalized', () => {
    const text = 'a: [\n1\n]\nb: 2';
    expect(treeOf(text)).toEqual([0, { a: [3, [5, '1', 'plain', '']], b: [12, '2', 'plain', ''] }]);
  });

  it('reports the first error of the original text', () => {
    expect(failure(() => parse('a: [\n1\nb: }'))).toEqual([
      expect.any(Number),
      expect.stringMatching(/^cannot be read as/),
    ]);
  });
});

describe('parseYaml', () => {
  it.each([
    ['"a\\/b"', 2, 'cannot be read as YAML: kubectl does not support the escape \\/'],
    ['["x", "\\ud83d"]', 7, 'cannot be read as YAML: kubectl does not support the escape \\ud83d'],
    ['"\\\\\\U00110000"', 3, 'cannot be read as YAML: kubectl does not support the escape \\U00110000'],
    ['a: 1\n\t# c', 5, 'cannot be read as YAML: kubectl allows no tab here; use spaces'],
  ])('rejects what js-yaml reads and kubectl does not: %j', (text, offset, message) => {
    expect(failure(() => parseYaml(text))).toEqual([offset, message]);
    expect(parse(text).length).toBeGreaterThan(0);
  });

  it.each(['"a\\\\/b \\u00e9"', "'\\/'", 'a\\/b', 'a:\tb', '"a\tb"'])('reads %j', (text) => {
    expect(parseYaml(text)).toEqual(parse(text));
  });
});
