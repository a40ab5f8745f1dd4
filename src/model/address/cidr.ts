// Sets and tables of address ranges, searched by number: a look-up takes O(log n).
import type { Ip } from './ip.ts';
import { parsePrefix, type Prefix } from './prefix.ts';
import { UserError } from '../problem.ts';

export interface RangeSet {
  contains(ip: Ip): boolean;
}

export interface RangeEntry<T> {
  readonly prefix: Prefix;
  readonly value: T;
}

/** Ranges that each carry a value. */
export interface RangeTable<T> {
  /** The value of the narrowest range that contains the address. */
  find(ip: Ip): T | undefined;
}

/**
 * Reads ranges such as `10.0.0.0/8`; a bare address is a range of one. Throws UserError that names the wrong text and
 * the reason.
 */
export function parseRanges(texts: readonly string[]): RangeSet {
  const table = makeRangeTable(texts.map((text) => ({ prefix: prefixOf(text), value: true })));
  return { contains: (ip) => table.find(ip) ?? false };
}

/** The prefix that a text names. Throws UserError if it names none. */
export function prefixOf(text: string): Prefix {
  const result = parsePrefix(text);
  if (!result.ok) throw new UserError(result.problem);
  return result.prefix;
}

/** Of equal ranges the first one counts. */
export function makeRangeTable<T>(entries: readonly RangeEntry<T>[]): RangeTable<T> {
  const ipv4 = new FamilyTable(entries, 4);
  const ipv6 = new FamilyTable(entries, 6);
  return { find: (ip) => (ip.family === 4 ? ipv4 : ipv6).find(ip.words) };
}

class FamilyTable<T> {
  readonly #rows: readonly Row<T>[];
  /** The index of the word whose upper half has the first 16 bits of an address. */
  readonly #word: 0 | 3;
  /**
   * One bit for each value of the first 16 bits: set if an address that begins with it may be in a range. Most
   * addresses are in none, and this answers that at once.
   */
  readonly #beginsRange = new Uint32Array(2 ** 16 / 32);

  constructor(entries: readonly RangeEntry<T>[], family: 4 | 6) {
    this.#rows = makeRows(entries, family);
    this.#word = family === 4 ? 3 : 0;
    for (const { prefix } of this.#rows) {
      const last = prefix.last[this.#word] >>> 16;
      for (let bits = prefix.first[this.#word] >>> 16; bits <= last; bits++) this.#mark(bits);
    }
  }

  #mark(bits: number): void {
    this.#beginsRange[bits >>> 5] = (this.#beginsRange[bits >>> 5] ?? 0) | (1 << (bits & 31));
  }

  find(words: Ip['words']): T | undefined {
    const bits = words[this.#word] >>> 16;
    if (((this.#beginsRange[bits >>> 5] ?? 0) & (1 << (bits & 31))) === 0) return undefined;
    return search(this.#rows, words)?.value;
  }
}

interface Row<T> extends RangeEntry<T> {
  /** The next wider range around this one: two prefixes are either nested or disjoint. */
  readonly outer: Row<T> | undefined;
}

/** Sorted by first address, wider before narrower. */
function makeRows<T>(entries: readonly RangeEntry<T>[], family: 4 | 6): readonly Row<T>[] {
  const sorted = entries
    .filter(({ prefix }) => prefix.family === family)
    .toSorted((a, b) => compareWords(a.prefix.first, b.prefix.first) || a.prefix.bits - b.prefix.bits);
  const rows: Row<T>[] = [];
  for (const { prefix, value } of sorted) {
    const outer = enclosing(rows.at(-1), prefix.first);
    if (outer?.prefix.text !== prefix.text) rows.push({ prefix, value, outer });
  }
  return rows;
}

function search<T>(rows: readonly Row<T>[], words: Ip['words']): Row<T> | undefined {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && compareWords(row.prefix.first, words) <= 0) low = middle + 1;
    else high = middle;
  }
  return enclosing(rows[low - 1], words);
}

/** Walks from a range that begins at or before the address outwards, to the first one that contains the address. */
function enclosing<T>(start: Row<T> | undefined, words: Ip['words']): Row<T> | undefined {
  let row = start;
  while (row !== undefined && compareWords(row.prefix.last, words) < 0) row = row.outer;
  return row;
}

function compareWords(a: Ip['words'], b: Ip['words']): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
