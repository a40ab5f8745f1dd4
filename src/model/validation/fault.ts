// What an API server refuses an object for: one fault for each cause of its answer.
import { formatPath, type FieldPath } from '../field-path.ts';
import { Numbers } from '../numbers.ts';

export type FaultReason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueTooMany'
  | 'FieldValueTooLong'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden';

export interface Fault {
  readonly path: FieldPath;
  readonly reason: FaultReason;
  /** The value that the server names; a count for lists, empty when something is missing. */
  readonly seen: string;
  /** What the server asks for. Equal for two faults of one path, reason and value only if the server says the same of both. */
  readonly detail: string;
}

/** Collects faults in the order in which the server finds them. */
export class Faults {
  readonly list: Fault[] = [];
  readonly #isDistinct: boolean;
  readonly #isBrief: boolean;
  readonly #known = new Map<object, readonly Fault[]>();

  /** `isDistinct`: what is found about one part a second time is left out. `isBrief`: nor is anything said about what is beyond a limit that is named already. */
  constructor({ isDistinct, isBrief }: { readonly isDistinct: boolean; readonly isBrief: boolean }) {
    this.#isDistinct = isDistinct;
    this.#isBrief = isBrief;
  }

  /** Adds what `find` finds about a part of the object, and the same again whenever it is called for this part: there may be a million labels. */
  ofPart(part: object, find: () => void): void {
    const known = this.#known.get(part);
    if (known === undefined) {
      const begin = this.list.length;
      find();
      this.#known.set(part, this.list.slice(begin));
    } else if (!this.#isDistinct) {
      for (const fault of known) this.list.push(fault);
    }
  }

  /** How many of `count` items are looked at where the server takes `max`, and looks at all of them. */
  reach(count: number, max: number): number {
    return this.#isBrief ? Math.min(count, max) : count;
  }

  add(path: FieldPath, reason: FaultReason, seen: string, detail: string): void {
    this.list.push({ path, reason, seen, detail });
  }

  required(path: FieldPath, detail: string): void {
    this.add(path, 'FieldValueRequired', '', detail);
  }

  /** One fault for each refusal. */
  invalid(path: FieldPath, seen: string, refusals: readonly string[]): void {
    for (const detail of refusals) this.add(path, 'FieldValueInvalid', seen, detail);
  }

  tooMany(path: FieldPath, count: number, max: number): void {
    this.add(path, 'FieldValueTooMany', String(count), `must have at most ${max} items`);
  }
}

/** Each fault once, the first of equals. */
export function distinct(faults: readonly Fault[]): readonly Fault[] {
  if (faults.length < 2) return faults;
  const said = new SeenFaults();
  const repeated = new Set(faults.filter((fault) => mayRepeat(fault) && !said.isNew(fault)));
  return repeated.size === 0 ? faults : faults.filter((fault) => !repeated.has(fault));
}

/** Metadata is judged several times over, and for addresses of the wrong family their list is blamed. All else is looked at once, be it a million faults. */
function mayRepeat({ path, reason }: Fault): boolean {
  return path[0] === 'metadata' || (reason === 'FieldValueInvalid' && path.at(-1) === 'addresses');
}

/** What was said of places. The texts that were seen may be of any length and number. */
class SeenFaults {
  /** By path and detail: that of labels is the same for all of them. */
  readonly #byPath = new Map<FieldPath, Map<string, Numbers>>();
  readonly #byText = new Map<string, Map<string, Numbers>>();

  isNew({ path, reason, seen, detail }: Fault): boolean {
    const ofPath = this.#ofPath(path);
    const key = `${reason} ${detail}`;
    // Go has no lone surrogates: all of them are the replacement character there.
    const known = ofPath.get(key) ?? new Numbers();
    ofPath.set(key, known);
    const { size } = known;
    known.of(seen.toWellFormed());
    return known.size > size;
  }

  #ofPath(path: FieldPath): Map<string, Numbers> {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const text = formatPath(path);
    const ofPath = this.#byText.get(text) ?? new Map<string, Numbers>();
    this.#byText.set(text, ofPath);
    this.#byPath.set(path, ofPath);
    return ofPath;
  }
}
