// Splits text into documents before anything is parsed, as kubectl does. So a broken document does not affect the
// others.
import { readJson, type JsonChunk } from './json.ts';

export interface YamlChunk {
  readonly kind: 'yaml';
  /** Offsets into the text, end exclusive; the end is the beginning of the `---` line. */
  readonly start: number;
  readonly end: number;
  /** The beginning of the line after `---`. */
  readonly next: number;
  /** Why kubectl would not read the document; it is read here nevertheless, for other mistakes. */
  readonly refused: string | undefined;
  /** Whether other text than a comment follows `---` on its line: kubectl stops reading there. */
  readonly isBad: boolean;
}

const SEPARATOR = '---';

/**
 * Yields JSON objects as long as a well-formed one follows, then YAML documents between `---` lines
 * (https://github.com/kubernetes/apimachinery/blob/v0.37.2/pkg/util/yaml/decoder.go).
 */
export class Splitter {
  #isJson = true;
  /** JSON values so far, nulls included. */
  #values = 0;
  /** Whether the next document is the first one after JSON, or after a brace that did not begin JSON. */
  #isSwitching = false;

  /** Whether the next document may still be a JSON object, which may have any size. */
  get isJson(): boolean {
    return this.#isJson;
  }

  /**
   * The document that begins at `from`, or after white space there. Undefined while more text is needed to find its
   * end, and after the last document of a text that has `ended`.
   */
  next(text: string, from: number, ended: boolean): JsonChunk | YamlChunk | undefined {
    if (this.#isJson) {
      const { start, nulls } = this.#skipNulls(text, skipSpace(text, from));
      // This may be the beginning of a null.
      if (text.length - start < NULL.length && !ended) return undefined;
      const mayBeJson = this.#values > 0 || braceIsNear(text);
      const json = mayBeJson && text.startsWith('{', start) ? readJson(text, start) : undefined;
      if (typeof json === 'object') {
        this.#values += 1 + nulls;
        return json;
      }
      if (json === 'unfinished' && !ended) return undefined;
      this.#isJson = false;
      this.#values += nulls;
      this.#isSwitching = mayBeJson;
    }
    return this.#isSwitching ? this.#afterJson(text, from, ended) : chunkUntil(text, from, ended);
  }

  /** The first YAML document after JSON. kubectl passes white space up to the end of the line. */
  #afterJson(text: string, from: number, ended: boolean): YamlChunk | undefined {
    const { start, nulls } = this.#skipNulls(text, skipSpace(text, from));
    const begin = nulls === 0 ? from : start;
    const space = skip(GO_SPACE, text, begin);
    const yaml = text.charAt(space) === '\n' ? space + 1 : space;
    const chunk = chunkUntil(text, yaml, ended);
    if (chunk === undefined && !ended) return undefined;
    this.#isSwitching = false;
    const next = chunk?.next ?? text.length;
    const refused = refusedAfter(this.#values, text.slice(begin, next), text.slice(space, next));
    if (chunk !== undefined) return { ...chunk, refused };
    return refused === undefined ? undefined : { ...YAML, start: yaml, end: yaml, next, refused };
  }

  /** After the first object kubectl skips nulls and continues to read JSON. */
  #skipNulls(text: string, from: number): { readonly start: number; readonly nulls: number } {
    let start = from;
    let nulls = 0;
    for (; this.#values > 0 && text.startsWith(NULL, start); nulls++) start = skipSpace(text, start + NULL.length);
    return { start, nulls };
  }

  /** The rest of a YAML document whose beginning was discarded. */
  rest(text: string, ended: boolean): YamlChunk | undefined {
    return chunkUntil(text, 0, ended, true);
  }

  /** How much of such a document can be discarded: all except a `---` line that may have begun. */
  spare(text: string): number {
    const separator = findSeparator(text, 0) ?? text.length - SEPARATOR.length + 1;
    return Math.max(0, separator - 1);
  }
}

const NULL = 'null';

/** What unicode.IsSpace of Go is true for, except the line feed. */
const SPACE = String.raw`\t\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const GO_SPACE = new RegExp(`[${SPACE}]*`, 'y');
const GO_SPACES = new RegExp(`[${SPACE}\n]*`, 'y');
/** What may follow `---` on its line. */
const COMMENT = new RegExp(`^[${SPACE}\n]*(?:#|$)`);
/** So many bytes of a stream kubectl searches for the brace with which JSON begins. */
const NEAR_BYTES = 4096;

/** Whether kubectl begins to read a text as JSON. */
function braceIsNear(text: string): boolean {
  const brace = skip(GO_SPACES, text, 0);
  return text.charAt(brace) === '{' && new TextEncoder().encode(text.slice(0, brace)).length < NEAR_BYTES;
}

/** kubectl looks at so many bytes to find whether YAML follows. */
const LEAST_BYTES = 4;
/** The beginning of a JSON value that is not an object. */
const OTHER_JSON = /^\s*(?:null|true|false|-?\d|"|\[)/;

/**
 * Why kubectl does not read a YAML document after so many JSON values. `rest` begins where the last of them ended,
 * `document` after white space.
 */
function refusedAfter(values: number, rest: string, document: string): string | undefined {
  if (/^[ \t\r\n]*$/.test(rest)) return undefined;
  if (values > 1) return 'kubectl reads only JSON after several JSON objects; put the YAML into a file of its own';
  if (values === 1 && OTHER_JSON.test(rest))
    return 'kubectl reads this as JSON, because it follows a JSON object; begin it with a line of ---';
  if (document.startsWith('\ufffd')) return 'kubectl cannot read U+FFFD after JSON; remove it';
  const isShort = document.length < LEAST_BYTES && new TextEncoder().encode(document).length < LEAST_BYTES;
  return isShort ? 'kubectl reads no YAML of less than 4 bytes here; add a line break at the end' : undefined;
}

/**
 * The document up to the next line of `---`. With such a line it may also begin: kubectl drops the line only behind
 * other text.
 */
function chunkUntil(text: string, start: number, ended: boolean, isRest = false): YamlChunk | undefined {
  if (!isRest && text.startsWith(SEPARATOR, start)) {
    const next = endOfLine(text, start);
    if (next === undefined && !ended) return undefined;
    if (isBadLine(text, start, next)) return { ...YAML, start, end: start, next: next ?? text.length, isBad: true };
  }
  const separator = findSeparator(text, start);
  if (separator === undefined)
    return !ended || start === text.length ? undefined : { ...YAML, start, end: text.length, next: text.length };
  const next = endOfLine(text, separator);
  if (next === undefined && !ended) return undefined;
  return { ...YAML, start, end: separator, next: next ?? text.length, isBad: isBadLine(text, separator, next) };
}

const YAML = { kind: 'yaml', refused: undefined, isBad: false } as const;

/** Whether there is other text than a comment behind `---`. */
function isBadLine(text: string, start: number, next: number | undefined): boolean {
  return !COMMENT.test(text.slice(start + SEPARATOR.length, next));
}

/** Undefined without a line break. */
function endOfLine(text: string, from: number): number | undefined {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? undefined : newline + 1;
}

/** The next line of `---` after this one. */
function findSeparator(text: string, from: number): number | undefined {
  const found = text.indexOf(`\n${SEPARATOR}`, from);
  return found === -1 ? undefined : found + 1;
}

function skipSpace(text: string, from: number): number {
  return skip(JSON_SPACE, text, from);
}

const JSON_SPACE = /[ \t\r\n]*/y;

/** The first offset at or after `from` that a sticky pattern does not match. */
function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
