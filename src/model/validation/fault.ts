// What an API server refuses an object for: one fault for each cause of its answer.
import { formatPath, type FieldPath } from '../field-path.ts';

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
  const byKey = new Map<string, Fault>();
  for (const fault of faults) {
    // Go has no lone surrogates: all of them are the replacement character there.
    const key = JSON.stringify([formatPath(fault.path), fault.reason, fault.seen.toWellFormed(), fault.detail.toWellFormed()]);
    if (!byKey.has(key)) byKey.set(key, fault);
  }
  return byKey.size === faults.length ? faults : [...byKey.values()];
}
