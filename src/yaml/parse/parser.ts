// The grammar of one document, which decides what a text means and what it is refused for. By the rules of
// https://github.com/yaml/go-yaml/blob/v2.4.4/parserc.go, except that a key must be a scalar: kubectl refuses others.
import { ReadError } from '../read-error.ts';
import type { Builder, Properties } from './builder.ts';
import { END_OF_TEXT } from './cursor.ts';
import { Names } from './names.ts';
import { Scanner } from './scanner.ts';
import type { Token } from './token.ts';

export interface Parsed<Any> {
  /** Undefined if the text has only white space and comments. */
  readonly root: Any | undefined;
  /** Offset of a line of `...` behind which there is text, which kubectl would ignore. */
  readonly rest: number | undefined;
}

/** Deep enough for any manifest, shallow enough to walk by recursion. */
export const MAX_DEPTH = 100;

export interface ParseOptions {
  /** Whether escapes are read as in JSON. */
  readonly isJson?: boolean;
  /** Shared by documents with the same keys. */
  readonly names?: Names | undefined;
}

/** Parses one document. (Texts are split at `---` before.) Throws ReadError. */
export function parse<Any, List extends Any, Fields extends Any, Key>(
  text: string,
  builder: Builder<Any, List, Fields, Key>,
  { isJson = false, names = new Names() }: ParseOptions = {},
): Parsed<Any> {
  const end = text.indexOf(END_OF_TEXT);
  if (end !== -1) throw new ReadError(end, 'cannot be read as YAML: U+0000 is not allowed here; remove it');
  // kubectl ends every line, also the last one, which matters to the text of a block scalar.
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  return new Parser(new Scanner(lines, isJson, names), builder).document();
}

const NONE: Properties = Object.freeze({ anchor: '', tag: '' });

class Parser<Any, List extends Any, Fields extends Any, Key> {
  readonly #scanner: Scanner;
  readonly #builder: Builder<Any, List, Fields, Key>;
  /** The token that is not yet parsed. */
  #token: Token = 'end';
  /** Offset after the last indicator or scalar, where an empty node would be. */
  #after = 0;
  #depth = 0;
  /** Where the open brackets are. */
  readonly #open: number[] = [];
  /** Whether the last key had a colon. */
  #hasValue = false;

  constructor(scanner: Scanner, builder: Builder<Any, List, Fields, Key>) {
    this.#scanner = scanner;
    this.#builder = builder;
  }

  document(): Parsed<Any> {
    this.#advance();
    const isMarked = this.#token === 'document mark' && this.#scanner.text.charAt(this.#scanner.start) === '-';
    if (isMarked) this.#advance();
    if (this.#token === 'end' || (isMarked && this.#token === 'document mark')) return this.#ended(undefined);
    return this.#ended(this.#node(true, false));
  }

  /** kubectl ignores what follows the first document. */
  #ended(root: Any | undefined): Parsed<Any> {
    const { start } = this.#scanner;
    if (this.#token === 'end') return { root, rest: undefined };
    if (this.#token !== 'document mark')
      throw this.#scanner.error(start, 'kubectl ignores this and all that follows; indent it as what it belongs to');
    this.#advance();
    return { root, rest: this.#is('end') ? undefined : start };
  }

  #advance(): void {
    this.#token = this.#scanner.next();
  }

  #is(token: Token): boolean {
    return this.#token === token;
  }

  /** Passes an indicator. */
  #pass(): void {
    this.#after = this.#scanner.end;
    this.#advance();
  }

  #node(isBlock: boolean, mayBeUnindented: boolean): Any {
    const { start } = this.#scanner;
    const properties = this.#properties();
    const token = this.#token;
    if (token === 'scalar') {
      const scalar = this.#builder.scalar(this.#scanner, properties);
      this.#pass();
      return scalar;
    }
    if (token === 'alias') {
      if (properties !== NONE) throw this.#scanner.error(start, ALIAS_WITH_PROPERTIES);
      const alias = this.#builder.alias(this.#scanner);
      this.#pass();
      return alias;
    }
    if (token === '[') return this.#flowList(properties);
    if (token === '{') return this.#flowMapping(properties);
    if (token === '-' && mayBeUnindented) return this.#unindentedList(properties);
    if (token === 'block list' && isBlock) return this.#blockList(properties);
    if (token === 'block mapping' && isBlock) return this.#blockMapping(properties);
    if (properties !== NONE) return this.#builder.empty(this.#after, properties);
    throw this.#unexpected();
  }

  #properties(): Properties {
    let properties = NONE;
    while (this.#is('properties')) {
      const { anchor, tag, start } = this.#scanner;
      if ((anchor !== '' && properties.anchor !== '') || (tag !== '' && properties.tag !== ''))
        throw this.#scanner.error(start, 'a node cannot have two anchors or two tags; remove one');
      properties = { anchor: anchor || properties.anchor, tag: tag || properties.tag };
      this.#pass();
    }
    return properties;
  }

  #blockList(properties: Properties): Any {
    const list = this.#builder.openList(this.#enter(), false, properties);
    this.#pass();
    while (this.#is('-')) {
      const dash = this.#scanner.start;
      this.#pass();
      const isEmpty = this.#is('-') || this.#is('block end');
      this.#builder.addItem(list, isEmpty ? this.#nothing() : this.#node(true, false), dash);
    }
    if (!this.#is('block end')) throw this.#unexpected();
    this.#pass();
    return this.#leaveList(list, -1, properties);
  }

  /** A list in the column of the key that it belongs to. */
  #unindentedList(properties: Properties): Any {
    const list = this.#builder.openList(this.#enter(), false, properties);
    while (this.#is('-')) {
      const dash = this.#scanner.start;
      this.#pass();
      const isEmpty = this.#is('-') || this.#endsEntry();
      this.#builder.addItem(list, isEmpty ? this.#nothing() : this.#node(true, false), dash);
    }
    return this.#leaveList(list, -1, properties);
  }

  #blockMapping(properties: Properties): Any {
    const mapping = this.#builder.openMapping(this.#enter(), false, properties);
    this.#advance();
    while (!this.#is('block end')) {
      if (!this.#is('key') && !this.#is('?')) throw this.#unexpected();
      const key = this.#is('key') ? this.#simpleKey() : this.#blockKey();
      const isEmpty = !this.#hasValue || this.#endsEntry();
      const { start } = this.#scanner;
      this.#builder.addEntry(mapping, key, isEmpty ? this.#nothing() : this.#node(true, true), start);
    }
    this.#pass();
    return this.#leaveMapping(mapping, -1, properties);
  }

  /** Whether nothing is left of an entry of a block mapping. */
  #endsEntry(): boolean {
    return this.#is('key') || this.#is('?') || this.#is(':') || this.#is('block end');
  }

  /** A key and its colon. */
  #simpleKey(): Key {
    const scanner = this.#scanner;
    const { start, anchor, tag } = scanner;
    const properties = anchor === '' && tag === '' ? NONE : { anchor, tag };
    if (scanner.isAlias && properties !== NONE) throw this.#scanner.error(start, ALIAS_WITH_PROPERTIES);
    const node = scanner.isAlias ? this.#builder.alias(scanner) : this.#builder.scalar(scanner, properties);
    const key = this.#builder.key(node, start);
    this.#after = scanner.at;
    this.#hasValue = true;
    this.#advance();
    return key;
  }

  /** A key after a question mark, and its colon if it has one. */
  #blockKey(): Key {
    this.#pass();
    const { start } = this.#scanner;
    const key = this.#builder.key(this.#endsEntry() ? this.#nothing() : this.#node(true, true), start);
    this.#passColon();
    return key;
  }

  #flowList(properties: Properties): Any {
    const list = this.#builder.openList(this.#enter(), true, properties);
    this.#open.push(this.#scanner.start);
    this.#pass();
    while (!this.#is(']')) {
      const isPair = this.#is('key') || this.#is('?');
      this.#builder.addItem(list, isPair ? this.#pair() : this.#node(false, false), -1);
      this.#passComma(']');
    }
    const { end } = this.#scanner;
    this.#open.pop();
    this.#pass();
    return this.#leaveList(list, end, properties);
  }

  /** A mapping of one entry without braces, as an item of a flow list. */
  #pair(): Any {
    const mapping = this.#builder.openMapping(this.#enter(), true, NONE);
    this.#flowEntry(mapping);
    return this.#leaveMapping(mapping, -1, NONE);
  }

  #flowMapping(properties: Properties): Any {
    const mapping = this.#builder.openMapping(this.#enter(), true, properties);
    this.#open.push(this.#scanner.start);
    this.#pass();
    while (!this.#is('}')) {
      if (this.#is('key') || this.#is('?')) this.#flowEntry(mapping);
      else {
        const { start } = this.#scanner;
        this.#builder.addEntry(mapping, this.#builder.key(this.#node(false, false), start), this.#nothing(), start);
      }
      this.#passComma('}');
    }
    const { end } = this.#scanner;
    this.#open.pop();
    this.#pass();
    return this.#leaveMapping(mapping, end, properties);
  }

  #flowEntry(mapping: Fields): void {
    const key = this.#is('key') ? this.#simpleKey() : this.#flowKey();
    const isEmpty = !this.#hasValue || this.#endsFlowEntry();
    const { start } = this.#scanner;
    this.#builder.addEntry(mapping, key, isEmpty ? this.#nothing() : this.#node(false, false), start);
  }

  #flowKey(): Key {
    this.#pass();
    const { start } = this.#scanner;
    const isEmpty = this.#is(':') || this.#endsFlowEntry();
    const key = this.#builder.key(isEmpty ? this.#nothing() : this.#node(false, false), start);
    this.#passColon();
    return key;
  }

  /** The colon after a key with a question mark. */
  #passColon(): void {
    this.#hasValue = this.#is(':');
    if (this.#hasValue) this.#pass();
  }

  #endsFlowEntry(): boolean {
    return this.#is(',') || this.#is(']') || this.#is('}');
  }

  /** Between items of a flow collection; one may be at the end. */
  #passComma(close: ']' | '}'): void {
    if (this.#is(',')) this.#pass();
    else if (!this.#is(close)) throw this.#unexpected();
  }

  #nothing(): Any {
    return this.#builder.empty(this.#after, NONE);
  }

  /** Where the collection begins. */
  #enter(): number {
    const { start } = this.#scanner;
    if (++this.#depth > MAX_DEPTH)
      throw this.#scanner.error(start, `nested deeper than ${MAX_DEPTH} levels; flatten it`);
    return start;
  }

  #leaveList(list: List, end: number, properties: Properties): List {
    this.#depth--;
    this.#builder.closeList(list, end, properties);
    return list;
  }

  #leaveMapping(mapping: Fields, end: number, properties: Properties): Fields {
    this.#depth--;
    this.#builder.closeMapping(mapping, end, properties);
    return mapping;
  }

  #unexpected(): Error {
    const open = this.#open.at(-1);
    if (this.#is('end') && open !== undefined)
      return this.#scanner.error(open, 'this bracket is not closed; close it, or quote the text');
    const { start, text } = this.#scanner;
    const isGlued = (this.#is('[') || this.#is('{')) && text.charAt(start - 1) === ':';
    return this.#scanner.error(start, isGlued ? 'no space is after the colon; add one' : UNEXPECTED[this.#token]);
  }
}

const ALIAS_WITH_PROPERTIES = 'an alias cannot have an anchor or a tag; remove them';

/** What is wrong with a token where the grammar has no place for it. */
const UNEXPECTED: Readonly<Record<Token, string>> = {
  end: 'the text ends within a list or a mapping; complete it',
  'document mark': 'a line of --- or ... is within a list or a mapping; remove it',
  'block list': 'a list begins where a key is expected; correct the indentation',
  'block mapping': 'a mapping begins where a key or a comma is expected; correct the indentation',
  'block end': 'something is missing before this line; correct the indentation',
  '-': 'a list item is among the keys of a mapping; correct the indentation',
  key: 'a key is among the items of a list; correct the indentation',
  '?': 'a question mark begins a key here; quote the text',
  ':': 'there is no key before this colon; quote text with a colon',
  '[': 'a bracket begins a list here; quote the text, or add a comma',
  ']': 'this bracket closes no list; remove it, or quote the text',
  '{': 'a brace begins a mapping here; quote the text, or add a comma',
  '}': 'this brace closes no mapping; remove it, or quote the text',
  ',': 'there is no item before this comma; remove it, or quote the text',
  properties: 'an anchor or a tag has no place here; remove it, or quote the text',
  alias: 'an alias has no place here; remove it, or quote the text',
  scalar: 'text has no place here; quote all of it, or correct the indentation',
};
