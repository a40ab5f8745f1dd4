// Reads typed members out of untrusted JSON values and collects what is wrong with them, building no paths while all is well.
import type { FieldPath, PathSegment } from './field-path.ts';
import { cut } from './plain.ts';

export interface DecodeProblem {
  readonly path: FieldPath;
  readonly message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Enough to mend a file by; a hostile one would produce a problem for each of a million members. */
const MAX_PROBLEMS = 20;
const NO_FIELDS: Fields = {};
const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };

export class Reader {
  readonly problems: DecodeProblem[] = [];
  readonly #path: PathSegment[] = [];

  /** Reads `read`'s members one level deeper. */
  within<T>(segment: PathSegment, read: () => T): T {
    this.#path.push(segment);
    const result = read();
    this.#path.pop();
    return result;
  }

  /** The value's members. Null and undefined are an empty struct, as Go decodes them. */
  fields(value: unknown): Fields {
    if (value === undefined || value === null) return NO_FIELDS;
    if (isFields(value)) return value;
    this.#wrong([], 'an object', value);
    return NO_FIELDS;
  }

  /** A string that Go would leave empty when null or absent. */
  text(fields: Fields, key: string): string {
    return this.optionalText(fields, key) ?? '';
  }

  optionalText(fields: Fields, key: string): string | undefined {
    const value = member(fields, key);
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) this.#wrong([key], 'a string', value);
    return undefined;
  }

  optionalBoolean(fields: Fields, key: string): boolean | undefined {
    const value = member(fields, key);
    if (typeof value === 'boolean') return value;
    if (value !== undefined && value !== null) this.#wrong([key], 'true or false', value);
    return undefined;
  }

  /** A 32-bit integer: Go refuses all other numbers for such a field. */
  optionalInteger(fields: Fields, key: string): number | undefined {
    const value = member(fields, key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= INT32.min && value <= INT32.max) return value;
    if (value !== undefined && value !== null) this.#wrong([key], 'a whole number of 32 bits', value);
    return undefined;
  }

  /** A list; null and absent are empty. */
  list(fields: Fields, key: string): readonly unknown[] {
    const value = member(fields, key);
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) this.#wrong([key], 'a list', value);
    return [];
  }

  /** A list of strings, at most `max` of them; a null among them is empty text, as Go decodes it. */
  texts(fields: Fields, key: string, max = Infinity): readonly string[] {
    const items = this.list(fields, key);
    const texts: string[] = [];
    for (const [index, item] of items.entries()) {
      if (index >= max) break;
      if (typeof item === 'string') texts.push(item);
      else if (item === null) texts.push('');
      else this.#wrong([key, index], 'a string', item);
    }
    return texts;
  }

  /** A map of strings without a prototype, so that any key may be asked for; null values are empty text, as Go decodes them. */
  textMap(fields: Fields, key: string): Readonly<Record<string, string>> {
    const value = member(fields, key);
    const map: Record<string, string> = Object.create(null);
    if (value === undefined || value === null) return map;
    if (!isFields(value)) {
      this.#wrong([key], 'a map of strings', value);
      return map;
    }
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === 'string') map[name] = text;
      else if (text === null) map[name] = '';
      else this.#wrong([key, { key: name }], 'a string', text);
    }
    return map;
  }

  #wrong(at: FieldPath, expected: string, value: unknown): void {
    if (this.problems.length < MAX_PROBLEMS) {
      this.problems.push({ path: [...this.#path, ...at], message: `must be ${expected}, not ${describe(value)}` });
    }
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member only: `{"__proto__": …}` and inherited names are nobody's fields. */
export function member(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the string ${JSON.stringify(cut(value, 40))}`;
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'an object';
}
