// Bodies that no API server writes, each with what the answer to it must be. The same seed makes the same bodies.
import { badSlice, goodSlice, review, type ReviewParts } from '../../admission/reviews.ts';
import { pick, type Random } from './scale.ts';

export interface HostileBody {
  readonly kind: string;
  readonly bytes: Buffer;
  /** Set where the slice in it is one that must be denied. */
  readonly forbidden?: true;
}

type Make = (next: Random) => { readonly bytes: Buffer; readonly forbidden?: true };

const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const text = (parts: ReviewParts = {}): string => JSON.stringify(review(parts));
const integer = (next: Random, max: number): number => Math.floor(next() * max);
const forbidden = (value: string): ReturnType<Make> => ({ bytes: bytes(value), forbidden: true });

const VALUES: readonly [unknown, ...unknown[]] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  'x',
  '\u0000\n\u2028',
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  ['__proto__'],
  '9'.repeat(400),
];

/** Puts a wrong value in a random place of a review. */
function wrongTypes(next: Random): Buffer {
  const operation = pick(next, ['CREATE', 'UPDATE', 'DELETE'] as const);
  const root: unknown = JSON.parse(text({ operation, object: goodSlice(), oldObject: goodSlice() }));
  for (let faults = 1 + integer(next, 3); faults > 0; faults--) {
    let node = root;
    for (let depth = 1 + integer(next, 7); depth > 0 && typeof node === 'object' && node !== null; depth--) {
      const entries = Object.entries(node);
      const [key, child] = entries[integer(next, entries.length)] ?? ['x', undefined];
      if (depth === 1 || typeof child !== 'object' || child === null) {
        Object.assign(node, { [key]: structuredClone(pick(next, VALUES)) });
        break;
      }
      node = child;
    }
  }
  return bytes(root);
}

/** Bytes changed, removed and doubled without regard to what they mean. */
function mutated(next: Random): Buffer {
  const body = bytes(text({ operation: 'UPDATE', object: badSlice(), oldObject: goodSlice() }));
  for (let changes = 1 + integer(next, 8); changes > 0; changes--)
    body[integer(next, body.length)] = integer(next, 256);
  const at = integer(next, body.length);
  return next() < 0.5
    ? body
    : Buffer.concat([body.subarray(0, at), body.subarray(Math.max(0, at - integer(next, 50)))]);
}

const OPENERS = ['[', '{"a":', '[{"a":[', '{"request":{"object":'] as const;
const PROTO = '"__proto__":{"allowed":true,"uid":"forged","kind":"x"},"constructor":{"prototype":{"name":"x"}},';
const NUMBERS = [
  '1e999',
  '-1e999',
  '9007199254740993',
  '1'.repeat(400),
  '0.1e-400',
  '-0',
  '2147483648',
  '70000.0',
  '7e4',
] as const;

/** How often each kind comes, and how it is made. */
const MAKERS: readonly (readonly [kind: string, weight: number, make: Make])[] = [
  ['truncated', 15, (next) => ({ bytes: bytes(text()).subarray(0, integer(next, text().length)) })],
  ['mutated', 15, (next) => ({ bytes: mutated(next) })],
  ['wrong types', 25, (next) => ({ bytes: wrongTypes(next) })],
  [
    'wrong uid',
    8,
    (next) => ({
      bytes: bytes(text({ uid: pick(next, [...VALUES, 'x'.repeat(300), 'x'.repeat(256), ' ', undefined]) })),
    }),
  ],
  ['prototype keys', 8, () => forbidden(text({ object: badSlice() }).replaceAll('{"', `{${PROTO}"`))],
  [
    'invalid UTF-8',
    8,
    (next) => {
      const body = bytes(text({ object: badSlice({ name: `web-${'?'.repeat(20)}` }) }));
      for (let index = body.indexOf('?'); index !== -1; index = body.indexOf('?', index))
        body[index] = 0x80 + integer(next, 128);
      return { bytes: body, forbidden: true };
    },
  ],
  [
    'duplicate keys',
    8,
    () => forbidden(text({ object: badSlice() }).replace('"ports":', '"ports":[],"addressType":"IPv4","ports":')),
  ],
  [
    'numbers beyond range',
    8,
    (next) => ({ bytes: bytes(text({ object: badSlice() }).replace('70000', pick(next, NUMBERS))) }),
  ],
  ['deep', 3, (next) => ({ bytes: bytes(pick(next, OPENERS).repeat(1 + integer(next, 20_000))) })],
  ['deep and large', 0.1, (next) => ({ bytes: bytes(pick(next, OPENERS).repeat(1 + integer(next, 2_000_000))) })],
  [
    'many values',
    0.1,
    (next) => ({
      bytes: bytes(`{"request":[${pick(next, ['{},', '[],', '1,', '"x",'] as const).repeat(2_000_000)}0]}`),
    }),
  ],
  [
    'huge',
    0.05,
    (next) => forbidden(text({ object: badSlice({ labels: { padding: 'x'.repeat(integer(next, 30_000_000)) } }) })),
  ],
  [
    'padded with <',
    0.1,
    (next) => {
      const endpoint = {
        addresses: ['127.0.0.1'],
        targetRef: { kind: 'Pod', name: '<'.repeat(integer(next, 1_400_000)) },
      };
      return forbidden(text({ object: goodSlice({ endpoints: [endpoint] }) }).replaceAll('<', String.raw`\u003c`));
    },
  ],
  [
    'random bytes',
    3,
    (next) => ({ bytes: Buffer.from(Array.from({ length: integer(next, 500) }, () => integer(next, 256))) }),
  ],
];
const TOTAL = MAKERS.reduce((sum, [, weight]) => sum + weight, 0);

export function hostileBody(next: Random): HostileBody {
  let at = next() * TOTAL;
  for (const [kind, weight, make] of MAKERS) {
    at -= weight;
    if (at < 0) return { kind, ...make(next) };
  }
  return { kind: 'empty', bytes: Buffer.alloc(0) };
}
