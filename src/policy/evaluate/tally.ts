// The findings of one object: counted exactly, kept up to a bound that no rule can use up alone.
import { ACTIONS, type Action } from '../rule.ts';
import type { Counts, Finding } from '../subject.ts';

export type Effective = Exclude<Action, 'off'>;

/** The findings of one rule that lead to one action. */
interface Group {
  readonly rule: string;
  readonly action: Effective;
  count: number;
  readonly kept: Finding[];
}

export class Tally {
  readonly #max: number;
  readonly #byRule = new Map<string, Map<Effective, Group>>();

  /** `max`: findings that are kept. */
  constructor(max: number) {
    this.#max = max;
  }

  /** Counts a finding. True if there is room for it: a message is not written for the hundred-thousandth fault. */
  count(rule: string, action: Effective): boolean {
    const group = this.#group(rule, action);
    group.count++;
    return group.kept.length < this.#max;
  }

  /** Keeps a finding that was counted and has room. */
  keep(finding: Finding, action: Effective): void {
    this.#group(finding.rule, action).kept.push(finding);
  }

  /** Takes over what another tally holds, which is not to be used any more. */
  merge(other: Tally): void {
    for (const group of other.#groups()) {
      const known = this.#group(group.rule, group.action);
      known.count += group.count;
      for (const finding of group.kept.slice(0, this.#max - known.kept.length)) known.kept.push(finding);
    }
  }

  get counts(): Counts {
    return countsOf(this.#groups());
  }

  get countsByRule(): ReadonlyMap<string, Counts> {
    return new Map([...this.#byRule].map(([rule, groups]) => [rule, countsOf(groups.values())]));
  }

  /** Strongest action first, then in the order added; at most `max`, of which each rule gets its share. */
  get findings(): readonly Finding[] {
    if (this.#byRule.size === 0) return [];
    const shares = this.#shares();
    const ordered = ACTIONS.flatMap((action) => [...this.#groups()].filter((group) => group.action === action));
    return ordered.flatMap((group) => group.kept.slice(0, shares.get(group)));
  }

  /** The smallest groups are kept whole; what they leave is shared by the larger ones. */
  #shares(): ReadonlyMap<Group, number> {
    const shares = new Map<Group, number>();
    const ascending = [...this.#groups()].toSorted((left, right) => left.kept.length - right.kept.length);
    let room = this.#max;
    for (const [index, group] of ascending.entries()) {
      const share = Math.min(group.kept.length, Math.floor(room / (ascending.length - index)));
      shares.set(group, share);
      room -= share;
    }
    return shares;
  }

  /** Called for each finding: nothing is written out to find it. */
  #group(rule: string, action: Effective): Group {
    const ofRule = this.#byRule.get(rule) ?? new Map<Effective, Group>();
    const known = ofRule.get(action);
    if (known !== undefined) return known;
    const group = { rule, action, count: 0, kept: [] };
    this.#byRule.set(rule, ofRule.set(action, group));
    return group;
  }

  /** In the order in which they were first added to, those of a rule together. */
  *#groups(): Generator<Group> {
    for (const ofRule of this.#byRule.values()) yield* ofRule.values();
  }
}

function countsOf(groups: Iterable<Group>): Counts {
  const counts = { deny: 0, warn: 0, audit: 0 };
  for (const { action, count } of groups) counts[action] += count;
  return counts;
}
