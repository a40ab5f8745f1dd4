import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { endOfLine, readSpans, skipBlank, type Span } from '../../src/yaml/spans.ts';
import { values } from './values.ts';

/** The text of each span, as nested data. */
function textsOf(text: string, span: Span | undefined): unknown {
  if (span === undefined) return undefined;
  const own = text.slice(span.start, span.end);
  if (span.kind === 'scalar' || span.kind === 'alias') return own;
  if (span.kind === 'sequence') return [own, ...span.items.map((item) => textsOf(text, item))];
  return [own, ...span.entries.map(({ key, value }) => [textsOf(text, key), textsOf(text, value)])];
}

function read(text: string): unknown {
  return textsOf(text, readSpans(text).root);
}

describe('readSpans', () => {
  it.each<[string, string, unknown]>([
    ['plain scalars without the space around them', 'a:   b c   # d\n', ['a:   b c', ['a', 'b c']]],
    ['scalars with their quotes', `"a": 'b''c'`, [`"a": 'b''c'`, ['"a"', `'b''c'`]]],
    [
      'block scalars with their last line break',
      'a: |\n  b\n  c\nd: e',
      ['a: |\n  b\n  c\nd: e', ['a', '  b\n  c\n'], ['d', 'e']],
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

  it('knows styles, anchors, and which anchors are shared', () => {
    const { root, shared } = readSpans('a: &x [1]\nb: &y {c: *x}\nd: "q"\ne: >-\n  f\n');
    if (root?.kind !== 'mapping') throw new Error(root?.kind);
    expect([...shared]).toEqual(['x']);
    expect(root).toMatchObject({ isFlow: false, anchor: '' });
    expect(root.entries.map(({ value }) => value)).toMatchObject([
      { kind: 'sequence', isFlow: true, anchor: 'x' },
      { kind: 'mapping', isFlow: true, anchor: 'y' },
      { kind: 'scalar', style: 'double', text: 'q' },
      { kind: 'scalar', style: 'block', text: 'f' },
    ]);
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

  it('has spans from which the value can be built again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('p', 'q'), node, { minKeys: 1 }), layouts, (value, layout) => {
        const text = layout(value);
        expect(rebuild(text, readSpans(text).root)).toEqual(value);
      }),
    );
  });

  it('has spans of flow collections that can be read alone', () => {
    fc.assert(
      fc.property(fc.array(node), fc.constantFrom(undefined, 1), (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        const { root } = readSpans(text);
        const items = root?.kind === 'sequence' ? root.items : [];
        expect(items.map(({ start, end }) => values(`v: ${text.slice(start, end)}`))).toEqual(
          value.map((v) => [{ v }]),
        );
      }),
    );
  });
});

/** Every scalar is read alone. */
function rebuild(text: string, span: Span | undefined): unknown {
  if (span?.kind === 'sequence') return span.items.map((item) => rebuild(text, item));
  if (span?.kind === 'mapping')
    return Object.fromEntries(span.entries.map(({ key, value }) => [rebuild(text, key), rebuild(text, value)]));
  const [document] = values(`- ${text.slice(span?.start, span?.end)}`);
  return Array.isArray(document) ? document[0] : document;
}

describe('skipBlank', () => {
  it.each([
    ['a', 0, 0],
    [' \t\r\n a', 0, 5],
    ['  # b\n a', 0, 7],
    ['# b', 0, 3],
    ['x #a\n#b\r\ny', 1, 9],
  ])('finds what follows white space and comments: %j from %i', (text, from, offset) => {
    expect(skipBlank(text, from)).toBe(offset);
  });
});

describe('endOfLine', () => {
  it.each([
    ['ab\ncd', 0, 2],
    ['ab\ncd', 3, 5],
    ['ab\r\ncd', 1, 2],
    ['ab\r\ncd', 2, 2],
    ['ab\r\ncd', 3, 3],
    ['a\rb', 0, 3],
    ['', 0, 0],
  ])('is before LF or CRLF, or at the end of the text: %j from %i', (text, from, offset) => {
    expect(endOfLine(text, from)).toBe(offset);
  });
});
