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
  /** Whether other text than a comment follows `---` on its line: kubectl stops reading there. */
  readonly isBad: boolean;
}

const SEPARATOR = '---';
const NULL = 'null';

/** Yields JSON objects as long as a well-formed one follows, then YAML documents between `---` lines. */
export class Splitter {
  #isJson = true;
  #hasRead = false;

  /** Whether the next document may still be a JSON object, which may have any size. */
  get isJson(): boolean {
    return this.#isJson;
  }

  /**
   * The document that begins at `from`. Undefined while more text is needed to find its end, and after the last
   * document of a text that has `ended`.
   */
  next(text: string, from: number, ended: boolean): JsonChunk | YamlChunk | undefined {
    if (this.#isJson) {
      const start = this.#skipNulls(text, skipSpace(text, from));
      // This may be the beginning of a null.
      if (text.length - start < NULL.length && !ended) return undefined;
      const json = text.startsWith('{', start) ? readJson(text, start) : undefined;
      if (typeof json === 'object') {
        this.#hasRead = true;
        return json;
      }
      if (json === 'unfinished' && !ended) return undefined;
      this.#isJson = false;
    }
    const separator = text.startsWith(SEPARATOR, from) ? from : findSeparator(text, from);
    return chunkUntil(text, from, separator, ended);
  }

  /** After the first object kubectl skips nulls and continues to read JSON. */
  #skipNulls(text: string, from: number): number {
    let start = from;
    while (this.#hasRead && text.startsWith(NULL, start)) start = skipSpace(text, start + NULL.length);
    return start;
  }

  /** The rest of a YAML document whose beginning was discarded. */
  rest(text: string, ended: boolean): YamlChunk | undefined {
    return chunkUntil(text, 0, findSeparator(text, 0), ended);
  }

  /** How much of such a document can be discarded: all except a `---` line that may have begun. */
  spare(text: string): number {
    const separator = findSeparator(text, 0) ?? text.length - SEPARATOR.length + 1;
    return Math.max(0, separator - 1);
  }
}

function chunkUntil(text: string, start: number, separator: number | undefined, ended: boolean): YamlChunk | undefined {
  if (separator === undefined) {
    if (!ended || start === text.length) return undefined;
    return { kind: 'yaml', start, end: text.length, next: text.length, isBad: false };
  }
  const newline = text.indexOf('\n', separator);
  if (newline === -1 && !ended) return undefined;
  const next = newline === -1 ? text.length : newline + 1;
  const after = text.slice(separator + SEPARATOR.length, next).trim();
  return { kind: 'yaml', start, end: separator, next, isBad: after !== '' && !after.startsWith('#') };
}

function findSeparator(text: string, from: number): number | undefined {
  const found = text.indexOf(`\n${SEPARATOR}`, from);
  return found === -1 ? undefined : found + 1;
}

function skipSpace(text: string, from: number): number {
  const rest = /\S/g;
  rest.lastIndex = from;
  return rest.exec(text)?.index ?? text.length;
}
