// Positions in long JSON, in which the ends of long lists and objects are remembered from the first scan.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DocumentStream, isProblem, readDocuments, type YamlDocument } from '../../src/yaml/read.ts';

/** More than the length from which on ends are remembered. */
const LONG = 20_000;

/** Long and short members in any order, each with a unique mark. */
const shapes = fc.array(fc.record({ isLong: fc.boolean(), isList: fc.boolean(), depth: fc.nat(3) }), {
  minLength: 1,
  maxLength: 4,
});

type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

interface Made {
  readonly text: string;
  readonly marks: readonly { readonly path: readonly (string | number)[]; readonly mark: string }[];
}

function make(shape: Shape, name: string, space: number): Made {
  const marks: { path: readonly (string | number)[]; mark: string }[] = [];
  const members = shape.map(({ isLong, isList, depth }, index) => {
    const mark = `${name}-${index}`;
    const filler = Array.from({ length: isLong ? LONG / 10 : 2 }, (_, item) => `x ]}"\\ ${item}`);
    const path: (string | number)[] = [
      `m${index}`,
      ...Array.from({ length: depth }, () => 'in'),
      isList ? filler.length : 'last',
    ];
    marks.push({ path, mark });
    let value: unknown = isList
      ? [...filler, mark]
      : { ...Object.fromEntries(filler.map((key) => [key, 1])), last: mark };
    for (let level = 0; level < depth; level++) value = { before: filler, in: value };
    return [`m${index}`, value] as const;
  });
  return { text: JSON.stringify(Object.fromEntries(members), null, space), marks };
}

/** The positions that were found, and those of the marks in the text. */
function places(text: string, documents: readonly YamlDocument[], made: readonly Made[]) {
  return made.flatMap(({ marks }, index) =>
    marks.map(({ path, mark }) => {
      const before = text.slice(0, text.indexOf(`"${mark}"`)).split('\n');
      return {
        found: documents[index]?.point(path),
        expected: { line: before.length, column: (before.at(-1) ?? '').length + 1 },
      };
    }),
  );
}

const isDocument = (item: Parameters<typeof isProblem>[0]): item is YamlDocument => !isProblem(item);

it('finds every position in any number of objects, read at once or in pieces', () => {
  fc.assert(
    fc.property(
      fc.array(shapes, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1000, max: 90_000 }),
      (all, space, size) => {
        const made = all.map((shape, index) => make(shape, `d${index}`, space));
        const text = made.map((one) => one.text).join('\n');
        const whole = [...readDocuments(text)].filter(isDocument);
        const stream = new DocumentStream();
        const pieces: YamlDocument[] = [];
        for (let at = 0; at < text.length; at += size)
          pieces.push(...[...stream.push(text.slice(at, at + size))].filter(isDocument));
        pieces.push(...[...stream.end()].filter(isDocument));
        for (const documents of [whole, pieces]) {
          const pointed = places(text, documents, made);
          expect(pointed.map(({ found }) => found)).toEqual(pointed.map(({ expected }) => expected));
        }
      },
    ),
    { numRuns: 20 },
  );
});
