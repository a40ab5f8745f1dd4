import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReviewJson, parseWhole } from '../../../src/admission/review/body-json.ts';
import { own } from '../../../src/admission/review/json.ts';
import { withPlainNames } from '../../../src/admission/review/plain-names.ts';
import { body, goodSlice } from '../reviews.ts';

const plainly = (text: string): string => withPlainNames(Buffer.from(text)).toString();

describe('withPlainNames', () => {
  it.each([
    [String.raw`{"\u0065ndpoints":[]}`, '{"endpoints":[]}'],
    [
      String.raw`{"a":"\u003c\u006b\/\u006B\u004A\u00fc\u2028\u0007\u0022\u005C\n\\u0065"}`,
      String.raw`{"a":"\u003ck/kJ\u00fc\u2028\u0007\u0022\u005C\n\\u0065"}`,
    ],
    [String.raw`{"a":"\\\u0065"}`, String.raw`{"a":"\\e"}`],
    // Outside strings, and at the end of what is cut off, nothing becomes JSON that was none.
    [String.raw`\u007b"a":"\u0065"}`, String.raw`\u007b"a":"e"}`],
    [String.raw`{"a":"\u0065\u00`, String.raw`{"a":"e\u00`],
    [String.raw`{"a":"\u0065` + '\\', String.raw`{"a":"e` + '\\'],
    [String.raw`{"a":"\u0065\u006g"}`, String.raw`{"a":"e\u006g"}`],
  ])('makes of %s %s', (text, expected) => {
    expect(plainly(text)).toBe(expected);
  });

  it('leaves alone what Go writes, without a copy', () => {
    const object = goodSlice({ labels: { note: '\\u0026 <a href="x">&\u2028\n\t"', 'k:{"a":1}<': '' } });
    // As encoding/json escapes: EscapeHTML is on in an API server.
    const sent = body({ object })
      .toString()
      .replace(/[<>&\u2028]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
    expect(sent).toContain('\\u003ca href=\\"x\\"\\u003e');
    const bytes = Buffer.from(sent);
    expect(withPlainNames(bytes)).toBe(bytes);
  });

  it('changes no value, whatever is escaped', () => {
    const character = fc.oneof(
      fc.string({ minLength: 1, maxLength: 1 }),
      fc.constantFrom('"', '\\', '/', 'u', '0', '<', 'é', '\u2028'),
    );
    const literal = fc
      .array(fc.record({ character, way: fc.nat({ max: 2 }) }), { maxLength: 12 })
      .map((parts) => `"${parts.map(({ character: one, way }) => written(one, way)).join('')}"`);
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 6 }), (literals) => {
        // In a list: JSON.parse guesses at keys only.
        const text = `[${literals.join(',')}]`;
        expect(JSON.parse(plainly(text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing in what is no JSON that would make it JSON', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('{', '}', '"', '\\', 'u', '0', '2', '6', '5', '/', ':', ',', 'a', 'u0065', '\\u0065'),
          { maxLength: 14 },
        ),
        (parts) => {
          const text = parts.join('');
          expect(isJson(plainly(text))).toBe(isJson(text));
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('a body with escapes in its names', () => {
  // Of the same length as the name and alike from its beginning, as JSON.parse compares: `\u0065ndp` has nine
  // characters like `endpoints`.
  const decoy = (name: string, at: number): string => {
    const raw = `${name.slice(0, at)}\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}${name.slice(at + 1)}`;
    return raw.slice(0, name.length).replace('\\', '\\\\');
  };
  const escaped = (name: string, at: number): string =>
    `${name.slice(0, at)}\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}${name.slice(at + 1)}`;

  it.each(['endpoints', 'addresses', 'addressType', 'ports', 'object', 'operation', 'kubernetes.io/service-name'])(
    'hides no %s',
    (name) => {
      for (let at = 0; at < Math.max(1, name.length - 5); at++) {
        const before = `"first-${name}-${at}":1`;
        const poison = Buffer.from(`{"request":{},"x":{${before},"${decoy(name, at)}":2}}`);
        const hiding = Buffer.from(`{"request":{},"x":{${before},"${escaped(name, at)}":["seen"]}}`);
        // JSON.parse does: without this the test would prove nothing.
        JSON.parse(poison.toString());
        expect(JSON.parse(hiding.toString())).not.toHaveProperty(['x', name]);
        for (const parse of [parseReviewJson, parseWhole]) {
          parse(poison);
          expect(parse(hiding).review).toHaveProperty(['x', name], ['seen']);
        }
      }
    },
  );

  it('keeps every name that a rule could look for, whatever came before', () => {
    const key = fc
      .array(fc.constantFrom('a', 'u', '0', '6', '5', '\\', '\\u0065', 'e', '/', '"', 'ü'), {
        minLength: 1,
        maxLength: 6,
      })
      .map((parts) => parts.join(''));
    const member = fc.record({ key, ways: fc.array(fc.nat({ max: 2 }), { minLength: 40, maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 4 }), (members) => {
        const keyText = ({ key: name, ways }: (typeof members)[number]): string =>
          Array.from(name, (one, at) => written(one, ways[at] ?? 0)).join('');
        const text = `{${members.map((one, value) => `"${keyText(one)}":${value}`).join(',')}}`;
        const expected = new Map(members.map((one, value) => [one.key, value] as const));
        const { review } = parseWhole(Buffer.from(text));
        const names = [...expected.keys()].filter((name) => /^[\w./-]+$/.test(name));
        expect(names.map((name) => own(review, name))).toEqual(names.map((name) => expected.get(name)));
      }),
      { numRuns: 3000 },
    );
  });

  it('is seen whole in every part that is parsed apart', () => {
    const object = goodSlice();
    const text = body({ operation: 'UPDATE', object, oldObject: object }).toString();
    const plain = parseReviewJson(Buffer.from(text));
    for (const name of ['endpoints', 'addresses', 'metadata', 'labels', 'conditions', 'oldObject']) {
      JSON.parse(`{"kind":1,"apiVersion":2,"metadata":3,"addressType":4,"${decoy(name, 0)}":5}`);
      JSON.parse(`{"${decoy(name, 0)}":5}`);
      const json = parseReviewJson(Buffer.from(text.replaceAll(`"${name}":`, `"${escaped(name, 0)}":`)));
      expect(json.review).toEqual(plain.review);
      expect(json.old?.object()).toEqual(plain.old?.object());
    }
  });
});

function written(character: string, way: number): string {
  if (way === 0) return JSON.stringify(character).slice(1, -1);
  if (way === 1 && character === '/') return '\\/';
  return Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
