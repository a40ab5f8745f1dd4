// What holds for every text, whatever is read out of it. test/e2e/yaml-oracle.test.ts compares the values with kubectl's.
import { describe, expect, it } from 'vitest';
import { DocumentStream, isProblem, readDocuments, type YamlDocument, type YamlProblem } from '../../src/yaml/read.ts';
import { random, SEED } from '../drills/support/scale.ts';
import { any } from '../oracle/yaml/edits.ts';
import { GENERATORS } from '../oracle/yaml/generators.ts';

const TEXTS = 300;

describe.each(Object.entries(GENERATORS))(`mutants (SLICEWARD_SEED=${SEED}): %s`, (_name, make) => {
  const next = random(SEED);
  const texts = Array.from({ length: TEXTS }, () => make(next));

  it('are read in pieces as they are read whole', () => {
    for (const text of texts) {
      const stream = new DocumentStream();
      const items: (YamlDocument | YamlProblem)[] = [];
      for (const piece of piecesOf(text)) items.push(...stream.push(piece));
      items.push(...stream.end());
      expect({ text, items: items.map(shown) }).toEqual({ text, items: [...readDocuments(text)].map(shown) });
    }
  });

  it('have documents and problems at places in the text', () => {
    for (const text of texts) {
      const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
      for (const item of readDocuments(text)) {
        const { line, column } = isProblem(item) ? item.position : item.start;
        const isInside = line >= 1 && line <= lines && column >= 1;
        expect({ text, line, column, isInside }).toMatchObject({ isInside: true });
      }
    }
  });

  it('have a place for every value', () => {
    for (const text of texts) {
      for (const item of readDocuments(text)) {
        if (isProblem(item)) continue;
        for (const path of pathsOf(item.value, [])) {
          const { line, column } = item.point(path);
          expect({ text, path, isPlace: line >= 1 && column >= 1 }).toMatchObject({ isPlace: true });
        }
      }
    }
  });

  function piecesOf(text: string): readonly string[] {
    const size = any(next, [1, 2, 7, 64]);
    // Files are decoded before they are read: no piece ends within a character.
    const characters = Array.from(text);
    const count = Math.ceil(characters.length / size);
    return Array.from({ length: count }, (_, at) => characters.slice(at * size, (at + 1) * size).join(''));
  }
});

function shown(item: YamlDocument | YamlProblem): unknown {
  return isProblem(item)
    ? { problem: item.message, at: item.position }
    : { value: item.value, at: item.start, index: item.index };
}

function* pathsOf(value: unknown, path: readonly (string | number)[]): Generator<readonly (string | number)[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* pathsOf(item, [...path, at]);
  else for (const [key, item] of Object.entries(value)) yield* pathsOf(item, [...path, key]);
}
