// Flow collections in every layout, against the values from which they were written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { normalizeLayout } from '../../src/yaml/normalize-layout.ts';

function read(text: string): readonly unknown[] {
  return [...readDocuments(text)].map((item) => (isProblem(item) ? item.message : item.value));
}

/** White space and comments between two tokens of a flow collection. */
const gap = fc
  .array(fc.constantFrom(' ', '\n', '\t', '\r\n', ' # c ] } " \n', '\n    ', '\n#\n'), { maxLength: 4 })
  .map((parts) => parts.join('').replaceAll(/([\n\r] *)\t[ \t]*/g, '$1'));
const withoutComments = (text: string): string => text.replaceAll(/#[^\n]*/g, ' ');

const scalar = fc.oneof(
  fc.constantFrom<readonly [string, unknown]>(
    ['80', 80],
    ['a', 'a'],
    ["it's", "it's"],
    ['x-y/z', 'x-y/z'],
    ['a:b', 'a:b'],
    ['10.0.0.1', '10.0.0.1'],
  ),
  fc
    .string({ unit: fc.constantFrom('a', ' ', '[', '}', ',', '#', ':', '\\', "'", '"') })
    .map((text): readonly [string, unknown] => [JSON.stringify(text), text]),
  fc
    .string({ unit: fc.constantFrom('a', '[', '}', ',', '#', ':', "'", '"') })
    .map((text): readonly [string, unknown] => [`'${text.replaceAll("'", "''")}'`, text]),
);
/** Text with gaps, and its value. */
const { flow } = fc.letrec<{ flow: readonly [string, unknown]; node: readonly [string, unknown] }>((tie) => ({
  node: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('flow')),
  flow: fc.oneof(
    fc
      .array(fc.tuple(gap, tie('node'), gap), { maxLength: 3 })
      .map((items): readonly [string, unknown] => [
        `[${items.map(([before, [text], after]) => `${before}${text}${after}`).join(',')}]`,
        items.map(([, [, value]]) => value),
      ]),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), gap, tie('node'), gap), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((entries): readonly [string, unknown] => [
        `{${entries
          .map(([key, before, [text], after]) => `${withoutComments(before)}${key}: ${before}${text}${after}`)
          .join(',')}}`,
        Object.fromEntries(entries.map(([key, , [, value]]) => [key, value])),
      ]),
  ),
}));

describe('normalizeLayout', () => {
  it('makes flow collections readable in any layout', () => {
    fc.assert(
      fc.property(flow, flow, ([one, first], [two, second]) => {
        const text = `one: ${one}\ntwo:\n- ${two}\n- three: |\n    [ {\n  four: ${one}# c\n`;
        expect(read(text)).toEqual([{ one: first, two: [second, { three: '[ {\n', four: first }] }]);
      }),
      { numRuns: 1000 },
    );
  });

  it('changes no offset and only replaces characters by spaces', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'a',
            ' ',
            '\n',
            '\t',
            '[',
            ']',
            '{',
            '}',
            ',',
            '#',
            ':',
            '"',
            "'",
            '-',
            '|',
            '?',
            '&',
            '!',
            '\r',
          ),
        }),
        (text) => {
          const normalized = normalizeLayout(text);
          if (normalized === undefined) return;
          expect(normalized.text).toHaveLength(text.length);
          for (let at = 0; at < text.length; at++) expect([text.charAt(at), ' ']).toContain(normalized.text.charAt(at));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a block scalar below an anchor', 'a:\n  &b note: |\n    [\n"c": ["d"]\n"e":\t[1]\n'],
    ['a plain scalar of several lines', 'a:\n  note: foo\n    "bar\n# ": [\n"c": ["d"]\n"e":\t[1]\n'],
    ['a quoted key of two lines', '"a\nb": [\n]\n'],
    ['a comment after a tab', 'a: b\t# c: [\nd: [\n]\ne: "]"\n'],
    ['an alias', 'a: &x [\n]\nb: *x\n'],
    ['an explicit key', '? a\n: [\n]\n'],
    ['a flow collection as a key', '[a]: [\n]\n'],
  ])('hides no line after %s', (_what, text) => {
    const normalized = normalizeLayout(text)?.text ?? text;
    // A line that begins in the first column outside of brackets is a line for kubectl, and must stay one.
    for (const [line] of text.matchAll(/^"[ce]": .*/gm))
      expect(normalized.split('\n')).toContain(normalized.includes(line) ? line : line.replaceAll('\t', ' '));
    expect(read(text)).toEqual([expect.anything()]);
  });

  it('gives up at a plain scalar that continues on another line', () => {
    expect(normalizeLayout('a: [x\ny]')).toBeUndefined();
    expect(read('a: [x\n y]')).toEqual([{ a: ['x y'] }]);
    expect(read('a: [x\ny]')).toEqual([expect.stringContaining('deficient indentation')]);
  });

  // Quadratic work on these texts would take minutes, and the test would time out.
  it.each([
    ['a gap after a plain scalar', `a: [b${'\n'.repeat(1_000_000)}]`, true],
    ['many gaps', `a: [${'b\n,'.repeat(300_000)}]`, true],
    ['many lines', `${'- a\n'.repeat(200_000)}b: [\n]`, true],
    ['a quote without an end', `a: "${'\n'.repeat(500_000)}`, false],
  ])('runs in linear time: %s', (_what, text, isNormalized) => {
    expect(normalizeLayout(text) !== undefined).toBe(isNormalized);
  });
});
