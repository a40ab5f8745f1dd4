// Numbers of findings by some name (a rule, a namespace, a file), worst first, in bounded memory.
import type { Counts } from '../policy/subject.ts';

/** More names than this share one row: there may be any number. */
const MAX_COUNTED = 10_000;
const OTHERS = '(others)';

export type Row = readonly [name: string, counts: Counts];

type Columns = { -readonly [Key in keyof Counts]: number };

export class CountsTable {
  readonly #rows = new Map<string, Columns>();

  add(name: string, { deny, warn, audit }: Counts): void {
    const key = this.#rows.has(name) || this.#rows.size < MAX_COUNTED ? name : OTHERS;
    const row = this.#rows.get(key) ?? { deny: 0, warn: 0, audit: 0 };
    row.deny += deny;
    row.warn += warn;
    row.audit += audit;
    this.#rows.set(key, row);
  }

  rows(): readonly Row[] {
    return [...this.#rows].toSorted(([, left], [, right]) => compareBadness(left, right));
  }
}

function compareBadness(left: Counts, right: Counts): number {
  return right.deny - left.deny || right.warn - left.warn || right.audit - left.audit;
}
