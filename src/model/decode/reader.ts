// Checks members of untrusted JSON values and collects problems. While nothing is wrong it builds no paths and calls no
// closures: a review of a thousand endpoints has tens of thousands of members.
import type { FieldPath, PathSegment } from '../field-path.ts';
import { isObject } from '../is-object.ts';
import { keepLabels, keysOf, knownLabels, type Labels } from '../labels.ts';
import { cut } from '../plain.ts';

export interface DecodeProblem {
  readonly path: FieldPath;
  readonly message: string;
}

/**
 * The members that a caller reads, of an object that may have any. The value comes from JSON: its prototype has none of
 * these names.
 */
export type Fields<Name extends string = string> = Readonly<Partial<Record<Name, unknown>>>;

/** Enough to fix a file; hostile input would produce a problem for each of a million members. */
const MAX_PROBLEMS = 20;
const NO_MEMBERS = Object.freeze({});
const NO_ITEMS: readonly never[] = Object.freeze([]);
const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

export class Reader {
  readonly problems: DecodeProblem[] = [];
  readonly #path: PathSegment[] | undefined;

  /**
   * Without `paths` the problems have no path and only show that there are some: the caller reads again to find out
   * where.
   */
  constructor({ paths = true }: { readonly paths?: boolean } = {}) {
    this.#path = paths ? [] : undefined;
  }

  /** Everything read until `leave` is below `segment`. */
  enter(segment: PathSegment): void {
    this.#path?.push(segment);
  }

  leave(): void {
    this.#path?.pop();
  }

  /** The members of an object. Null and absent count as an empty struct, as Go decodes them. */
  fields<Name extends string = string>(value: unknown): Fields<Name> {
    if (isObject<Name>(value)) return value;
    if (value !== undefined && value !== null) this.#wrong(undefined, 'an object', value);
    return NO_MEMBERS;
  }

  /** A string; null and absent count as empty, as Go decodes them. */
  text(value: unknown, key: string): string {
    return this.optionalText(value, key) ?? '';
  }

  optionalText(value: unknown, key: string): string | undefined {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) this.#wrong(key, 'a string', value);
    return undefined;
  }

  optionalBoolean(value: unknown, key: string): boolean | undefined {
    if (typeof value === 'boolean') return value;
    if (value !== undefined && value !== null) this.#wrong(key, 'true or false', value);
    return undefined;
  }

  /** A 32-bit integer: Go refuses all other numbers in such a field. */
  optionalInteger(value: unknown, key: string): number | undefined {
    if (typeof value === 'number' && Number.isInteger(value) && value >= INT32.min && value <= INT32.max) return value;
    if (value !== undefined && value !== null) this.#wrong(key, 'a 32-bit integer', value);
    return undefined;
  }

  /** A list; null and absent count as empty. */
  list(value: unknown, key: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) this.#wrong(key, 'a list', value);
    return NO_ITEMS;
  }

  /** The first `max` items of a list, each read by `read`. */
  items<T>(value: unknown, key: string, max: number, read: (reader: Reader, item: unknown) => T): readonly T[] {
    const list = this.list(value, key);
    const count = Math.min(list.length, max);
    if (count === 0) return NO_ITEMS;
    const result: T[] = [];
    this.enter(key);
    for (let index = 0; index < count; index++) {
      this.enter(index);
      result.push(read(this, list[index]));
      this.leave();
    }
    this.leave();
    return result;
  }

  /** Calls `read` for each item of a list; unlike `items` it keeps no results. */
  each(value: unknown, key: string, read: (item: unknown, index: number) => void): void {
    const list = this.list(value, key);
    if (list.length === 0) return;
    this.enter(key);
    for (let index = 0; index < list.length; index++) {
      this.enter(index);
      read(list[index], index);
      this.leave();
    }
    this.leave();
  }

  /** The first `max` strings of a list; a null item counts as the empty string, as Go decodes it. */
  texts(value: unknown, key: string, max: number): readonly string[] {
    const list = this.list(value, key);
    return list.length <= max && list.every(isText) ? list : this.items(list, key, max, readText);
  }

  /**
   * A map of strings without a prototype, so that any key can be looked up safely; null values count as empty strings,
   * as Go decodes them.
   */
  textMap(value: unknown, key: string): Labels {
    if (isObject(value)) return knownLabels(value) ?? this.#labels(value, key);
    if (value !== undefined && value !== null) this.#wrong(key, 'a map of strings', value);
    return Object.create(null);
  }

  #labels(value: Fields, key: string): Labels {
    const map: Record<string, string> = Object.create(null);
    this.enter(key);
    const names = keysOf(value);
    let isWhole = true;
    for (const name of names) {
      const text = value[name] ?? '';
      if (typeof text === 'string') {
        map[name] = text;
      } else {
        isWhole = false;
        this.#wrong({ key: name }, 'a string', text);
      }
    }
    if (isWhole) keepLabels(value, map, names);
    this.leave();
    return map;
  }

  #wrong(at: PathSegment | undefined, expected: string, value: unknown): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    const above = this.#path ?? [];
    const path = at === undefined ? [...above] : [...above, at];
    this.problems.push({ path, message: `must be ${expected}, not ${describe(value)}` });
  }

  /** An item that must be a string. */
  item(value: unknown): string {
    if (typeof value === 'string') return value;
    if (value !== null) this.#wrong(undefined, 'a string', value);
    return '';
  }
}

/** An own member of an object whose names are not known in advance. */
export function member(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function readText(reader: Reader, item: unknown): string {
  return reader.item(item);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the string ${JSON.stringify(cut(value, 40))}`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'an object';
}
