// JSON.parse is the oracle, except for what the scanner refuses on purpose: duplicate keys, and text that ends early.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonScanner, TextEnd } from '../../../src/admission/review/json-scanner.ts';

/** What is known of the text: its values, or why there are none. */
type Outcome = { readonly values: readonly unknown[] } | 'not JSON' | 'ends too early';

/** The items of a list, after which nothing may come. */
function scan(text: string): Outcome {
  const scanner = new JsonScanner(text);
  const values: unknown[] = [];
  try {
    scanner.items(() => values.push(scanner.value()));
  } catch (error) {
    return refusal(error);
  }
  return isAtEnd(scanner) ? { values } : 'not JSON';
}

function isAtEnd(scanner: JsonScanner): boolean {
  try {
    scanner.isAt('{');
    return false;
  } catch (error) {
    return error instanceof TextEnd;
  }
}

function refusal(error: unknown): 'not JSON' | 'ends too early' {
  if (error instanceof TextEnd) return 'ends too early';
  if (error instanceof SyntaxError) return 'not JSON';
  throw error;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without quotes and backslashes: JSON.parse sometimes takes keys with escapes for other keys (src/yaml/json.ts). */
const key = fc.string({ unit: 'binary' }).map((name) => name.replaceAll(/["\\\p{Cc}\ud800-\udfff]/gu, '_'));
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '\\', '\\"', ' ', null, true, false, 0, -1, 1.5e-7, 1e300),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
const list = fc
  .tuple(fc.array(json, { maxLength: 5 }), fc.constantFrom(undefined, 1, '\t', ' \r\n'))
  .map(([values, space]) => ({ values, text: JSON.stringify(values, null, space) }));

describe('JsonScanner', () => {
  it('reads the values that JSON.parse reads', () => {
    fc.assert(
      fc.property(list, ({ text }) => {
        expect(scan(text)).toEqual({ values: JSON.parse(text) });
        expect(scan(` \n\t\r${text} `)).toEqual({ values: JSON.parse(text) });
      }),
      { numRuns: 500 },
    );
  });

  it('takes of texts that are nearly JSON those that JSON.parse takes', () => {
    const character = fc.constantFrom(...Array.from('{}[],:"\\ \n\u00a0\ufeff\u0000019-+.eEtruefalsnx\'/'));
    const change = fc.record({
      share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      removed: fc.integer({ min: 0, max: 2 }),
      added: fc.array(character, { maxLength: 2 }),
    });
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(list, fc.array(change, { minLength: 1, maxLength: 2 }), ({ text }, changes) => {
        const inner = changes.reduce(
          (now, { share, removed, added }) => {
            const at = Math.floor(share * now.length);
            return `${now.slice(0, at)}${added.join('')}${now.slice(at + removed)}`;
          },
          text.slice(1, -1),
        );
        const parsed = parse(`[${inner}]`);
        expect(typeof scan(`[${inner}]`)).toBe(Array.isArray(parsed) ? 'object' : 'string');
        seen[Array.isArray(parsed) ? 'taken' : 'refused']++;
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });

  it('takes no text that ends too early for one that is wrong, and reads what comes before the end', () => {
    fc.assert(
      fc.property(list, fc.nat(), ({ text, values }, at) => {
        const cut = text.slice(0, at % text.length);
        const scanner = new JsonScanner(cut);
        const read: unknown[] = [];
        expect(() => scanner.items(() => read.push(scanner.value()))).toThrow(TextEnd);
        expect(read).toEqual(JSON.parse(JSON.stringify(values.slice(0, read.length))));
        expect(scan(cut)).toBe('ends too early');
      }),
      { numRuns: 1000 },
    );
  });

  it('cannot say of a number at the end of the text whether it is whole', () => {
    for (const text of ['1', '-', 'tru', 'true', '"a', '{"a":1', '[']) {
      expect(() => new JsonScanner(text).value()).toThrow(TextEnd);
    }
    expect(new JsonScanner('1 ').value()).toBe(1);
    expect(new JsonScanner('"a"').value()).toBe('a');
  });

  it('does not go deeper for values inside values', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(scan(deep)).toMatchObject({ values: [expect.any(Array)] });
    expect(scan(`[${'['.repeat(200_000)}`)).toBe('ends too early');
  });
});

describe('the members of an object', () => {
  function members(text: string, stopAt?: string) {
    const scanner = new JsonScanner(text);
    const read: [string, unknown][] = [];
    const isWhole = scanner.members((name) => {
      if (name === stopAt) return false;
      read.push([name, scanner.value()]);
      return true;
    });
    return { read, isWhole };
  }

  it('are those that JSON.parse reads, in their order', () => {
    fc.assert(
      fc.property(fc.dictionary(key, json), fc.constantFrom(undefined, 1), (object, space) => {
        const text = JSON.stringify(object, null, space);
        const { read, isWhole } = members(text);
        expect(isWhole).toBe(true);
        expect(Object.fromEntries(read)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
    expect(members('{"b":1, "a":2}').read.map(([name]) => name)).toEqual(['b', 'a']);
  });

  it('are not duplicate, however their names are written', () => {
    for (const text of ['{"a":1,"a":2}', String.raw`{"a":1,"\u0061":1}`, '{"":1,"":1}'])
      expect(() => members(text)).toThrow('duplicate key');
    expect(members('{"a":{"b":1},"b":{"a":1}}').isWhole).toBe(true);
    // As `own` reads it, no name is special.
    expect(members('{"__proto__":1,"constructor":2}').read).toHaveLength(2);
  });

  it('are read until the visitor stops', () => {
    expect(members('{"a":1,"b":not read', 'b')).toEqual({ read: [['a', 1]], isWhole: false });
  });

  it.each(['[]', '1 ', '{a:1}', '{"a"1}', '{"a":1,}', '{,"a":1}', '{"a":1 "b":2}', '{1:2}', '{"a":}', '{"a":1]'])(
    'are not in %s',
    (text) => {
      expect(() => members(text)).toThrow(SyntaxError);
      expect(() => JSON.parse(text.startsWith('{') ? text : '')).toThrow(SyntaxError);
    },
  );
});

it('says whether an object or a list comes next', () => {
  expect([new JsonScanner(' {').isAt('{'), new JsonScanner('\n[').isAt('{')]).toEqual([true, false]);
  expect([new JsonScanner('[').isAt('['), new JsonScanner('"["').isAt('[')]).toEqual([true, false]);
  expect(() => new JsonScanner(' \n').isAt('[')).toThrow(TextEnd);
});
