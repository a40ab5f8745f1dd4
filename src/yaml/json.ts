// Reads one JSON object out of a longer text, and finds positions in it without parsing more than the path to them.
import { keysOf } from '../model/labels.ts';
import type { Entry, MappingNode, Node, ScalarNode, SequenceNode } from './nodes.ts';
import { MAX_DEPTH } from './parse/parser.ts';
import { setField } from './set-field.ts';

export interface JsonChunk {
  readonly kind: 'json';
  /** Offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where the next document is looked for. */
  readonly next: number;
  readonly value: unknown;
  readonly ends: LongEnds;
  /** Number of members of all objects in the text, duplicates included. */
  readonly members: number;
  /** Offset of a number that is too large to be sent, even if a duplicate key overwrites it. */
  readonly overflow: number | undefined;
}

/** The ends of long lists and objects by their starts, so that a search for a position need not scan them again. */
export type LongEnds = ReadonlyMap<number, number>;

/**
 * The object that begins here; `unfinished` if it does not end in this text. Undefined if it is not well-formed JSON or
 * is nested deeper than YAML may be.
 */
export function readJson(text: string, start: number): JsonChunk | 'unfinished' | undefined {
  const end = endOfValue(text, start);
  if (end === 'too deep') return undefined;
  if (end === 'unfinished') return end;
  const own = text.slice(start, end.offset);
  try {
    const parsed: unknown = JSON.parse(own);
    const value =
      hasEscapedKey(own) || SURROGATE.test(own)
        ? valueOf(own, jsonNode({ text: own, ends: end.ends, shift: start }, 0))
        : parsed;
    return {
      kind: 'json',
      start,
      end: end.offset,
      next: end.offset,
      value,
      ends: end.ends,
      members: end.members,
      overflow: OVERFLOW.test(own) ? findOverflow(own, start) : undefined,
    };
  } catch {
    // For example a comment or a trailing comma: kubectl reads such text as YAML.
    return undefined;
  }
}

/**
 * Whether a key has an escape. JSON.parse of Node 24.21 may confuse such a key with one of an earlier object, even in
 * another text, if that key has a backslash: after `{"a":1,"\\u006":2}` it reads `{"a":1,"\u0069tems":[]}` without
 * `items`, which could hide a whole list. Such text is read key by key (docs/decisions/reading-yaml.md). Keys that
 * begin with `k:` or `v:` are exempt: they occur in managedFields, which no rule reads.
 */
function hasEscapedKey(text: string): boolean {
  if (!text.includes('\\')) return false;
  for (let start = text.indexOf('"'); start !== -1; start = text.indexOf('"', start)) {
    const end = endOfString(text, start);
    const isEscaping = text.slice(start, end).includes('\\') && !MANAGED_KEY.test(text.slice(start, start + 3));
    if (isEscaping && text.charCodeAt(skipSpace(text, end)) === COLON) return true;
    start = end;
  }
  return false;
}

const MANAGED_KEY = /^"[kv]:/;

/** The escape of a surrogate. Go reads one without its other half as U+FFFD. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

/** What a number beyond double precision may look like. */
const OVERFLOW = /\d[eE]\+?\d{3}|\d{309}/;

/** The first number beyond double precision; `shift` is the offset of the text. */
function findOverflow(text: string, shift: number): number | undefined {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (isDigit(code)) {
      const end = endOfScalar(text, at);
      if (!Number.isFinite(Number(text.slice(at, end)))) return at + shift;
      at = end - 1;
    }
  }
  return undefined;
}

/** Builds the value from the tree of well-formed JSON. */
function valueOf(text: string, node: Node): unknown {
  if (node.kind === 'sequence') return node.items.map((item) => valueOf(text, item));
  if (node.kind !== 'mapping') {
    const value: unknown = JSON.parse(text.slice(node.start, endOfScalar(text, node.start)));
    return typeof value === 'string' ? value.toWellFormed() : value;
  }
  const fields: Record<string, unknown> = {};
  for (const { key, value } of node.entries)
    if (key.kind === 'scalar') setField(fields, key.text, valueOf(text, value));
  return fields;
}

/** Number of members of all objects in a value from JSON.parse: fewer than in the text if a key is duplicate. */
export function countMembers(value: unknown): number {
  if (Array.isArray(value))
    return value.reduce(
      (members: number, item) => (typeof item === 'object' ? members + countMembers(item) : members),
      0,
    );
  return isMapping(value) ? countOwn(value) : 0;
}

/** Key by key, because Object.values takes five times as long for an object with a million members. */
function countOwn(value: Readonly<Record<string, unknown>>): number {
  const keys = keysOf(value);
  let members = keys.length;
  for (const key of keys) {
    const one = value[key];
    if (typeof one === 'object') members += countMembers(one);
  }
  return members;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** The offsets in `ends` count in a longer text, in which this one begins at `shift`. */
export interface JsonText {
  readonly text: string;
  readonly ends: LongEnds;
  readonly shift: number;
}

/**
 * The tree of a value from JSON.parse. Lists and objects are scanned when they are first read: a list of 20,000 slices
 * with one finding costs a scan, not a whole tree.
 */
export function jsonNode(json: JsonText, offset: number): Node {
  const code = json.text.charCodeAt(offset);
  if (code === OPEN_BRACE) return new JsonMapping(json, offset);
  return code === OPEN_BRACKET ? new JsonSequence(json, offset) : new JsonScalar(json.text, offset);
}

// Classes, because there may be a million nodes: an object literal with a getter has its own closure and hidden class.

class JsonMapping implements MappingNode {
  readonly kind = 'mapping';
  readonly isFlow = true;
  readonly start: number;
  readonly #json: JsonText;
  #entries: readonly Entry[] | undefined;

  constructor(json: JsonText, offset: number) {
    this.#json = json;
    this.start = offset;
  }

  get end(): number {
    return endOfMember(this.#json, this.start);
  }

  get entries(): readonly Entry[] {
    return (this.#entries ??= readEntries(this.#json, this.start));
  }
}

class JsonSequence implements SequenceNode {
  readonly kind = 'sequence';
  readonly isFlow = true;
  readonly start: number;
  readonly #json: JsonText;
  readonly #items: Node[] = [];
  /** Where the next item begins or the list ends. */
  #next: number;

  constructor(json: JsonText, offset: number) {
    this.#json = json;
    this.start = offset;
    this.#next = skipSpace(json.text, offset + 1);
  }

  get end(): number {
    return endOfMember(this.#json, this.start);
  }

  get items(): readonly Node[] {
    this.#readTo(Infinity);
    return this.#items;
  }

  at(index: number): Node | undefined {
    this.#readTo(index);
    return this.#items[index];
  }

  #readTo(index: number): void {
    const { text } = this.#json;
    while (this.#items.length <= index && this.#next < text.length && text.charCodeAt(this.#next) !== CLOSE_BRACKET) {
      this.#items.push(jsonNode(this.#json, this.#next));
      this.#next = skipComma(text, endOfMember(this.#json, this.#next));
    }
  }
}

class JsonScalar implements ScalarNode {
  readonly kind = 'scalar';
  readonly style = 'double';
  readonly isPlain = false;
  readonly tag = '';
  readonly start: number;
  readonly #text: string;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.start = offset;
  }

  get text(): string {
    const own = this.#text.slice(this.start, this.end);
    return own.startsWith('"') && !own.includes('\\') ? own.slice(1, -1) : String(JSON.parse(own)).toWellFormed();
  }

  get end(): number {
    return endOfScalar(this.#text, this.start);
  }
}

function readEntries(json: JsonText, object: number): readonly Entry[] {
  const { text } = json;
  const entries: Entry[] = [];
  let offset = skipSpace(text, object + 1);
  while (text.charCodeAt(offset) === QUOTE) {
    const key = new JsonScalar(text, offset);
    const value = skipSpace(text, skipSpace(text, endOfString(text, offset)) + 1);
    entries.push({ key, value: jsonNode(json, value) });
    offset = skipComma(text, endOfMember(json, value));
  }
  return entries;
}

/** The end of a value of any kind in well-formed JSON. */
function endOfMember({ text, ends, shift }: JsonText, from: number): number {
  const code = text.charCodeAt(from);
  if (code !== OPEN_BRACE && code !== OPEN_BRACKET) return endOfScalar(text, from);
  const known = ends.get(from + shift);
  if (known !== undefined) return known - shift;
  const end = endOfValue(text, from);
  return typeof end === 'object' ? end.offset : text.length;
}

/** The end of a value that is neither a list nor an object. */
function endOfScalar(text: string, from: number): number {
  if (text.charCodeAt(from) === QUOTE) return endOfString(text, from);
  let offset = from;
  while (offset < text.length && !ENDS_WORD.has(text.charCodeAt(offset))) offset++;
  return offset;
}

/** The ends of longer lists and objects are remembered; in characters. */
const LONG = 16 * 1024;

interface End {
  readonly offset: number;
  readonly ends: LongEnds;
  /** Counted by their colons. */
  readonly members: number;
}

/** The end of the object or list that begins here, by counting brackets outside strings. */
function endOfValue(text: string, from: number): End | 'unfinished' | 'too deep' {
  const open: number[] = [];
  const ends = new Map<number, number>();
  let members = 0;
  for (let offset = from; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) {
      offset = endOfString(text, offset) - 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (open.push(offset) > MAX_DEPTH) return 'too deep';
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      const begin = open.pop() ?? offset;
      if (offset - begin > LONG) ends.set(begin, offset + 1);
      if (open.length === 0) return { offset: offset + 1, ends, members };
    } else if (code === COLON) {
      members++;
    }
  }
  return 'unfinished';
}

/** After the closing quote of the string that begins here; the end of the text if there is none. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, offset: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(offset - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function skipComma(text: string, from: number): number {
  const offset = skipSpace(text, from);
  return text.charCodeAt(offset) === COMMA ? skipSpace(text, offset + 1) : offset;
}

/** The first offset after JSON's white space. */
function skipSpace(text: string, from: number): number {
  let offset = from;
  while (SPACE.has(text.charCodeAt(offset))) offset++;
  return offset;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const ENDS_WORD: ReadonlySet<number> = new Set([...SPACE, COMMA, CLOSE_BRACE, CLOSE_BRACKET]);
