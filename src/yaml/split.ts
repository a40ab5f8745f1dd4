// Splits text into documents before anything is parsed, as kubectl does: so one that is broken takes no other with it.

import { MAX_DEPTH } from './nodes.ts';

interface Chunk {
  /** Offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface JsonChunk extends Chunk {
  readonly kind: 'json';
  readonly value: unknown;
}

export interface YamlChunk extends Chunk {
  readonly kind: 'yaml';
}

/** A line that begins with `---` and goes on with something else than a comment: kubectl stops reading there. */
export interface BadSeparator {
  readonly kind: 'bad-separator';
  readonly start: number;
}

/** JSON objects in a row as long as the text goes on with a well-formed one, then YAML documents between lines of `---`. */
export function* split(text: string): Generator<JsonChunk | YamlChunk | BadSeparator> {
  let offset = skipSpace(text, 0);
  while (text.startsWith('{', offset)) {
    const json = readJson(text, offset);
    if (json === undefined) break;
    yield json;
    offset = skipSpace(text, json.end);
  }
  if (offset < text.length) yield* splitYaml(text, offset);
}

function readJson(text: string, start: number): JsonChunk | undefined {
  const end = endOfObject(text, start);
  if (end === undefined) return undefined;
  try {
    return { kind: 'json', start, end, value: JSON.parse(text.slice(start, end)) };
  } catch {
    // Comments, a trailing comma: kubectl reads what is not JSON as YAML.
    return undefined;
  }
}

function* splitYaml(text: string, from: number): Generator<YamlChunk | BadSeparator> {
  let start = from;
  let line = text.startsWith('---', from) ? from : nextSeparator(text, from);
  while (line !== -1) {
    if (line > start) yield { kind: 'yaml', start, end: line };
    const newline = text.indexOf('\n', line);
    const end = newline === -1 ? text.length : newline + 1;
    const after = text.slice(line + 3, end).trim();
    if (after !== '' && !after.startsWith('#')) yield { kind: 'bad-separator', start: line };
    start = end;
    line = text.startsWith('---', start) ? start : nextSeparator(text, start);
  }
  if (start < text.length) yield { kind: 'yaml', start, end: text.length };
}

function nextSeparator(text: string, from: number): number {
  const found = text.indexOf('\n---', from);
  return found === -1 ? -1 : found + 1;
}

function skipSpace(text: string, from: number): number {
  let offset = from;
  while (offset < text.length && text.slice(offset, offset + 1).trim() === '') offset++;
  return offset;
}

/** The end of the JSON object that begins here, by counting brackets outside strings; undefined if it never ends or is too deep. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  for (let offset = from; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) {
      offset = endOfString(text, offset);
      if (offset === -1) return undefined;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return undefined;
    } else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) {
      return offset + 1;
    }
  }
  return undefined;
}

/** The offset of the quote that ends the string beginning here; -1 if it never ends. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, offset: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(offset - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
