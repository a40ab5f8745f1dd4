// The engine alone, in a process of its own: microseconds of each part of a review, JSON.parse of the whole UPDATE
// review beside it. Prints JSON.
import { decodeSlice } from '../src/model/decode/decode.ts';
import type { Slice } from '../src/model/slice.ts';
import { sha256 } from '../src/commands/sha256.ts';
import { decisionDigest } from '../src/policy/evaluate/digest.ts';
import { evaluate } from '../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../src/policy/load/load.ts';
import type { Subject } from '../src/policy/subject.ts';
import { RULES } from '../src/rules/index.ts';
import { reviewText, slice as sliceObject } from './reviews.ts';
import { median } from './statistics.ts';
import { SIZES } from './sizes.ts';

const policies = loadPolicies([], { rules: RULES, sha256 });
const USER = { name: 'system:serviceaccount:shop:slice-operator', groups: ['system:authenticated'] };
/** Of each part, interleaved, so that a slow moment hits all alike. */
const ROUNDS = Number(process.argv[2] ?? 15);

function subjectOf(slice: Slice): Subject {
  return { operation: 'CREATE', slice, oldObject: undefined, user: USER };
}

/** As the webhook decodes a review whose bytes are ASCII. */
function decoded(json: unknown): Slice {
  const result = decodeSlice(json, true);
  if (!result.ok) throw new Error('a slice of the benchmark cannot be decoded');
  return result.value;
}

/** Microseconds of one call. */
function time<T>(items: readonly T[], work: (item: T) => unknown): number {
  const from = performance.now();
  for (const item of items) work(item);
  return ((performance.now() - from) * 1000) / items.length;
}

function measure(endpoints: number): Record<string, number> {
  const count = Math.max(10, Math.min(2000, Math.floor(20_000 / endpoints)));
  const texts = Array.from({ length: count }, (_, index) => reviewText('UPDATE', endpoints, index % 100));
  const objects = Array.from({ length: count }, (_, index): unknown =>
    JSON.parse(JSON.stringify(sliceObject(endpoints, index % 100, 1))),
  );
  const rounds = Array.from({ length: ROUNDS }, () => {
    const slices: Slice[] = [];
    const parse = time(texts, (text) => JSON.parse(text));
    const decode = time(objects, (object) => slices.push(decoded(object)));
    // Addresses are parsed in here, on first use.
    const engine = time(slices, (slice) => evaluate(policies, subjectOf(slice)));
    const decisions = slices.map((slice) => evaluate(policies, subjectOf(slice)));
    const digest = time(decisions, (decision) => decisionDigest(policies, decision, sha256));
    return { parse, decode, engine, digest };
  });
  // The first rounds warm up.
  const warm = rounds.slice(Math.floor(ROUNDS / 3));
  const of = (part: keyof (typeof rounds)[number]): number => median(warm.map((round) => round[part]));
  return { parse: of('parse'), decode: of('decode'), engine: of('engine'), digest: of('digest') };
}

const result = Object.fromEntries(SIZES.map((endpoints) => [String(endpoints), measure(endpoints)]));
console.log(JSON.stringify(result));
