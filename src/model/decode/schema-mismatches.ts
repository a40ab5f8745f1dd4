// Compares an object as it was written with its schema, as the decoder of Go does: names must match exactly, and null
// fits every type.
import type { FieldPath, PathSegment } from '../field-path.ts';
import { isObject } from '../is-object.ts';
import { keysOf } from '../labels.ts';
import type { ObjectSchema, Schema } from './schema.ts';

export type Mismatch =
  /** A field that `within` does not have. */
  | { readonly kind: 'unknown'; readonly at: FieldPath; readonly name: string; readonly within: ObjectSchema }
  | {
      readonly kind: 'type';
      readonly at: FieldPath;
      readonly expected: Exclude<Schema['kind'], 'anything'>;
      readonly value: unknown;
    };

/**
 * Reports every member that does not fit, in the order written. Does not look below such a member, nor into a member
 * that may be anything. Takes linear time.
 */
export function findMismatches(schema: ObjectSchema, value: unknown, report: (mismatch: Mismatch) => void): void {
  new Search(report).look(schema, value);
}

class Search {
  readonly #report: (mismatch: Mismatch) => void;
  /** The current path; copied only for what is reported. */
  readonly #path: PathSegment[] = [];

  constructor(report: (mismatch: Mismatch) => void) {
    this.#report = report;
  }

  look(schema: Schema, value: unknown): void {
    if (value === null || value === undefined || schema.kind === 'anything') return;
    if (!FITS[schema.kind](value)) this.#report({ kind: 'type', at: [...this.#path], expected: schema.kind, value });
    else if (schema.kind === 'object' && isObject(value)) this.#fields(schema, value);
    else if (schema.kind === 'list' && Array.isArray(value)) this.#items(schema.of, value);
    else if (schema.kind === 'map' && isObject(value)) this.#entries(value);
  }

  #fields(schema: ObjectSchema, value: Members): void {
    for (const name of keysOf(value)) {
      const field = schema.fields.get(name);
      if (field === undefined) this.#report({ kind: 'unknown', at: [...this.#path, name], name, within: schema });
      else this.#below(name, field, value[name]);
    }
  }

  #items(schema: Schema, list: readonly unknown[]): void {
    for (let index = 0; index < list.length; index++) this.#below(index, schema, list[index]);
  }

  #entries(value: Members): void {
    for (const key of keysOf(value))
      if (typeof value[key] !== 'string') this.#below({ key }, { kind: 'text' }, value[key]);
  }

  #below(segment: PathSegment, schema: Schema, value: unknown): void {
    this.#path.push(segment);
    this.look(schema, value);
    this.#path.pop();
  }
}

const INT32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
/** 2^63 - 1, the largest 64-bit integer, is read as this number. */
const INT64 = 2 ** 63;

const FITS: Readonly<Record<Exclude<Schema['kind'], 'anything'>, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  int32: (value) => typeof value === 'number' && Number.isInteger(value) && value >= INT32.min && value <= INT32.max,
  int64: (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= INT64,
  time: (value) => typeof value === 'string' && isTime(value),
  list: Array.isArray,
  map: isObject,
  object: isObject,
};

const TIME = /^\d{4}-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/;

/**
 * RFC 3339 as time.Parse of Go reads it: the hour may have one digit, a comma may begin the fraction, there are no leap
 * seconds, and an offset may have 24 hours or 60 minutes.
 */
function isTime(text: string): boolean {
  const [, month, day, hour, minute, second, offsetHour = 0, offsetMinute = 0] = (TIME.exec(text) ?? []).map(Number);
  if (month === undefined || day === undefined || hour === undefined || minute === undefined || second === undefined)
    return false;
  const isClock = hour < 24 && minute < 60 && second < 60 && !(offsetHour > 24) && !(offsetMinute > 60);
  return isClock && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(Number(text.slice(0, 4)), month);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

type Members = Readonly<Record<string, unknown>>;
