// What an API server refuses an object for: one fault for each cause in its answer.
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
  /**
   * What the server requires. Two faults with the same path, reason and value have the same detail only if the server
   * says the same about both.
   */
  readonly detail: string;
}

/** As many as there may be addresses in Endpoints that are judged. */
const ENOUGH = 20_000;

/** Collects faults in the order in which the server finds them. */
export class Faults {
  readonly list: Fault[] = [];
  readonly isBrief: boolean;
  readonly #isDistinct: boolean;
  readonly #known = new Map<object, readonly Fault[]>();

  /**
   * `isDistinct`: faults that are found a second time in the same part are dropped. `isBrief`: nothing is reported
   * about items beyond a limit that is already a fault.
   */
  constructor({ isDistinct, isBrief }: { readonly isDistinct: boolean; readonly isBrief: boolean }) {
    this.#isDistinct = isDistinct;
    this.isBrief = isBrief;
  }

  /**
   * Adds what `find` finds in a part of the object, and adds the same again at each further call for this part, without
   * another search: there may be a million labels.
   */
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

  /** How many of `count` items to check where the server accepts `max` but checks all of them. */
  reach(count: number, max: number): number {
    return this.isBrief ? Math.min(count, max) : count;
  }

  /** Whether enough was found of what no server limits: a million faults say no more than these. */
  get isEnough(): boolean {
    return this.isBrief && this.list.length >= ENOUGH;
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

/** Each fault once, in the order of the first ones. */
export function distinct(faults: readonly Fault[]): readonly Fault[] {
  if (faults.length < 2) return faults;
  const known = new SeenFaults();
  const repeated = new Set(faults.filter((fault) => mayRepeat(fault) && !known.isNew(fault)));
  return repeated.size === 0 ? faults : faults.filter((fault) => !repeated.has(fault));
}

/**
 * Whether a fault can be found twice. Metadata is validated several times, and an address of the wrong family is
 * reported on its list. Everything else is checked once, and may have a million faults.
 */
function mayRepeat({ path, reason }: Fault): boolean {
  return path[0] === 'metadata' || (reason === 'FieldValueInvalid' && path.at(-1) === 'addresses');
}

/** The faults that were found so far. The values in them may be of any length and number. */
class SeenFaults {
  /** By path and detail: all labels share one path. */
  readonly #byPath = new Map<FieldPath, Map<string, Numbers>>();
  readonly #byText = new Map<string, Map<string, Numbers>>();

  isNew({ path, reason, seen, detail }: Fault): boolean {
    const ofPath = this.#ofPath(path);
    const key = `${reason} ${detail}`;
    // Go has no lone surrogates: it reads each of them as the replacement character.
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
