// Documents from text in pieces. The oracle is the same text read at once.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentStream, isProblem, readDocuments, type YamlDocument, type YamlProblem } from '../../src/yaml/read.ts';

/** Everything that an item offers. */
function describeItem(item: YamlDocument | YamlProblem): unknown {
  if (isProblem(item)) return { ...item.position, message: item.message, line: item.lines.line(item.position.line) };
  const { index, value, start } = item;
  const inner = item.point(['a', 'b']);
  return { index, value, start, inner, line: item.lines.line(inner.line), duplicates: item.duplicates() };
}

function readCut(text: string, cuts: readonly number[]): readonly unknown[] {
  const stream = new DocumentStream();
  const found: unknown[] = [];
  const take = (items: Iterable<YamlDocument | YamlProblem>): void => {
    for (const item of items) found.push(describeItem(item));
  };
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].toSorted(
    (left, right) => left - right,
  );
  for (const [index, place] of places.entries()) take(stream.push(text.slice(place, places[index + 1] ?? place)));
  take(stream.end());
  expect(stream.pending).toBe(0);
  return found;
}

const YAML = [
  'a: 1\n',
  'a:\n  b: 2\n',
  'a: {b: 1, b: 2}\n',
  '# c\n',
  'a: [\n',
  'a: "x\n',
  '...\n',
  '%YAML 1.2\n',
  'é: 🙂\n',
  '{{ .x }}\n',
];
const SPACE = ['\n', '\r\n', ' ', '\uFEFF'];
const SEPARATORS = ['---\n', '--- # c\n', '--- {b: 1}\n', '---x\n', '---', '-', '--', 'a: ---\n', '---\r\n'];
const JSONS = [
  '{"a": 1}',
  '{"a":\n {"b": "}{---\\""}}',
  '{"a": {"b": 1, "b": 2}}\n',
  '{a: 1}\n',
  '{',
  '}',
  '"',
  '{"a": "\n---\n"}',
];
const FRAGMENTS = [...YAML, ...SPACE, ...SEPARATORS, ...JSONS];

describe('DocumentStream', () => {
  it('finds the same documents at the same positions wherever the text is cut', () => {
    const text = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(200), { maxLength: 12 }), (whole, cuts) => {
        expect(readCut(whole, cuts)).toEqual([...readDocuments(whole)].map(describeItem));
      }),
      { numRuns: 3000 },
    );
  }, 30_000);
  it('reads character by character', () => {
    const text = '{"a": 1}\n{"a": {"b": 2}}\n---\na:\n  b: 3\n--- x\na: 4\n';
    const cuts = Array.from({ length: text.length }, (_, index) => index);
    expect(readCut(text, cuts)).toEqual([...readDocuments(text)].map(describeItem));
  });
  it('yields a document as soon as it has ended, and keeps nothing of it', () => {
    const stream = new DocumentStream();
    for (let index = 0; index < 1000; index++) {
      expect([...stream.push(`a: ${index}\n---\n`)]).toMatchObject([{ index, value: { a: index } }]);
      expect(stream.pending).toBe(0);
    }
    expect([...stream.push('{"a": ')]).toEqual([]);
    expect(stream.pending).toBe(6);
  });
  it('discards a document that is too large while it arrives', () => {
    const stream = new DocumentStream();
    const line = `# ${'x'.repeat(1024 * 1024)}\n`;
    const items = [...stream.push('a: 1\n---\nb:\n')];
    for (let index = 0; index < 40; index++) items.push(...stream.push(line));
    items.push(...stream.push('c\n--'), ...stream.push('- oops\nd: 4\n'), ...stream.end());
    expect(
      items.map((item) =>
        isProblem(item) ? [item.position, item.message.slice(0, 20)] : [item.start, item.index, item.value],
      ),
    ).toEqual([
      [{ line: 1, column: 1 }, 0, { a: 1 }],
      [{ line: 3, column: 1 }, 'YAML document is too'],
      [{ line: 45, column: 1 }, 'kubectl stops readin'],
      [{ line: 46, column: 1 }, 2, { d: 4 }],
    ]);
  });
  it('accepts a separator only at the beginning of a line, even while it discards', () => {
    const stream = new DocumentStream();
    const items = [...stream.push('a: 1\n'), ...stream.push(`b: ${'x'.repeat(17 * 1024 * 1024)}`)];
    items.push(...stream.push('---\n'), ...stream.push('c: 3\n'), ...stream.push('---\nd: 4'), ...stream.end());
    expect(items.map((item) => (isProblem(item) ? item.position : [item.start, item.value]))).toEqual([
      { line: 1, column: 1 },
      [{ line: 5, column: 1 }, { d: 4 }],
    ]);
  });
  it('finds the end of a discarded document wherever the text is cut', () => {
    const tail = 'x\n--- # c\nd: 4\n';
    for (let cut = 0; cut <= tail.length; cut++) {
      const stream = new DocumentStream();
      const items = [
        ...stream.push('a: 1\n'),
        ...stream.push(`b: ${'x'.repeat(17 * 1024 * 1024)}${tail.slice(0, cut)}`),
      ];
      for (const character of tail.slice(cut)) items.push(...stream.push(character));
      items.push(...stream.end());
      expect(items.map((item) => (isProblem(item) ? item.position : [item.start, item.value]))).toEqual([
        { line: 1, column: 1 },
        [{ line: 4, column: 1 }, { d: 4 }],
      ]);
    }
  }, 30_000);
  it('reports a document that is too large before it ends', () => {
    const stream = new DocumentStream();
    const found = [...stream.push('a:\n')];
    for (let index = 0; index < 40; index++) found.push(...stream.push('x'.repeat(1024 * 1024)));
    expect(found).toHaveLength(1);
    expect(stream.pending).toBe(3 + 40 * 1024 * 1024);
    expect([...stream.end()]).toEqual([]);
  });

  // Anything that reads on to the end of the line for each of them takes minutes.
  it('reads a million objects on one line', () => {
    let count = 0;
    for (const item of new DocumentStream().end('{} '.repeat(1_000_000))) if ('value' in item) count++;
    expect(count).toBe(1_000_000);
  });
});
