// A bounded number of texts, the strongest of those that came: for formats whose readers take only so many.
import type { Counts } from '../../policy/subject.ts';
import { detach } from '../detach.ts';

const ACTIONS = ['deny', 'warn', 'audit'] as const;

/** Strings are kept as copies, without what they were cut from. */
export class Strongest<Extra> {
  readonly #max: number;
  readonly #kept = {
    deny: new Array<readonly [text: string, extra: Extra]>(),
    warn: new Array<readonly [text: string, extra: Extra]>(),
    audit: new Array<readonly [text: string, extra: Extra]>(),
  };
  #total = 0;
  #length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** `text` is called only if there is room for it. */
  add(action: keyof Counts, text: () => string, extra: Extra): void {
    this.#total++;
    if (this.#length === this.#max && !this.#dropWeaker(action)) return;
    this.#kept[action].push([detach(text()), extra]);
    this.#length++;
  }

  /** The strongest first; of one action in the order in which they came. */
  get all(): readonly (readonly [text: string, extra: Extra])[] {
    return ACTIONS.flatMap((action) => this.#kept[action]);
  }

  /** How many are not kept. */
  get dropped(): number {
    return this.#total - this.#length;
  }

  /** Drops the last one of the weakest action that is weaker than this one. */
  #dropWeaker(action: keyof Counts): boolean {
    const weaker = ACTIONS.slice(ACTIONS.indexOf(action) + 1).toReversed();
    const from = weaker.find((other) => this.#kept[other].length > 0);
    if (from === undefined) return false;
    this.#kept[from].pop();
    this.#length--;
    return true;
  }
}
