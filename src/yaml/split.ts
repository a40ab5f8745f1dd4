// Splits text into documents before anything is parsed, as kubectl does: so one that is broken takes no other with it.
import { readJson, type JsonChunk } from './json.ts';

export interface YamlChunk {
  readonly kind: 'yaml';
  /** Offsets into the text, end exclusive; the end is where the line of `---` stands. */
  readonly start: number;
  readonly end: number;
  /** Behind the line of `---`. */
  readonly next: number;
  /** The line goes on with something else than a comment: kubectl stops reading there. */
  readonly isBad: boolean;
}

const SEPARATOR = '---';
const NULL = 'null';

/** JSON objects in a row as long as the text goes on with a well-formed one, then YAML documents between lines of `---`. */
export class Splitter {
  #isJson = true;
  #hasRead = false;

  /** Whether a JSON object is still looked for: such a one has no limit of its own. */
  get isJson(): boolean {
    return this.#isJson;
  }

  /** The document that begins here. Undefined when more text is needed to tell where it ends, and behind the last one when the text has `ended`. */
  next(text: string, from: number, ended: boolean): JsonChunk | YamlChunk | undefined {
    if (this.#isJson) {
      const start = this.#skipNulls(text, skipSpace(text, from));
      // A null may have begun.
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

  /** Behind the first object kubectl passes over them, and goes on with JSON. */
  #skipNulls(text: string, from: number): number {
    let start = from;
    while (this.#hasRead && text.startsWith(NULL, start)) start = skipSpace(text, start + NULL.length);
    return start;
  }

  /** The rest of a document whose beginning has gone by. */
  rest(text: string, ended: boolean): YamlChunk | undefined {
    return chunkUntil(text, 0, findSeparator(text, 0), ended);
  }

  /** How much of such a document may go: all but the line of `---` that ends it, which may have begun. */
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
