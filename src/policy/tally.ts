// The findings of one object: counted exactly, kept up to a bound that no rule can use up alone.
import { ACTIONS, type Action } from './rule.ts';
import { MAX_FINDINGS, type Counts, type Finding } from './subject.ts';

export type Effective = Exclude<Action, 'off'>;

/** The findings of one rule that lead to one action. */
interface Group {
  readonly rule: string;
  readonly action: Effective;
  count: number;
  readonly kept: Finding[];
}

export class Tally {
  readonly #groups = new Map<string, Group>();

  /** `make` is called only if the finding is kept: a message is not written for the hundred-thousandth fault. */
  add(rule: string, action: Effective, make: () => Finding): void {
    const group = this.#group(rule, action);
    group.count++;
    if (group.kept.length < MAX_FINDINGS) group.kept.push(make());
  }

  /** Takes over what another tally holds, which is not to be used any more. */
  merge(other: Tally): void {
    for (const [key, group] of other.#groups) {
      const known = this.#groups.get(key);
      if (known === undefined) {
        this.#groups.set(key, group);
        continue;
      }
      known.count += group.count;
      for (const finding of group.kept.slice(0, MAX_FINDINGS - known.kept.length)) known.kept.push(finding);
    }
  }

  get counts(): Counts {
    return countsOf([...this.#groups.values()]);
  }

  get countsByRule(): ReadonlyMap<string, Counts> {
    if (this.#groups.size === 0) return new Map();
    const byRule = Map.groupBy(this.#groups.values(), (group) => group.rule);
    return new Map([...byRule].map(([rule, groups]) => [rule, countsOf(groups)]));
  }

  /** Strongest action first, then in the order added; at most MAX_FINDINGS, of which each rule gets its share. */
  get findings(): readonly Finding[] {
    if (this.#groups.size === 0) return [];
    const shares = this.#shares();
    const ordered = ACTIONS.flatMap((action) => [...this.#groups.values()].filter((group) => group.action === action));
    return ordered.flatMap((group) => group.kept.slice(0, shares.get(group)));
  }

  /** The smallest groups are kept whole; what they leave is shared by the larger ones. */
  #shares(): ReadonlyMap<Group, number> {
    const shares = new Map<Group, number>();
    const ascending = [...this.#groups.values()].toSorted((left, right) => left.kept.length - right.kept.length);
    let room = MAX_FINDINGS;
    for (const [index, group] of ascending.entries()) {
      const share = Math.min(group.kept.length, Math.floor(room / (ascending.length - index)));
      shares.set(group, share);
      room -= share;
    }
    return shares;
  }

  #group(rule: string, action: Effective): Group {
    const key = `${rule} ${action}`;
    const known = this.#groups.get(key) ?? { rule, action, count: 0, kept: [] };
    this.#groups.set(key, known);
    return known;
  }
}

function countsOf(groups: readonly Group[]): Counts {
  const counts = { deny: 0, warn: 0, audit: 0 };
  for (const { action, count } of groups) counts[action] += count;
  return counts;
}
