// Cuts a text into tokens by the rules of libyaml, on which kubectl's parser is built
// (https://github.com/yaml/go-yaml/blob/v2.4.4/scannerc.go). It finds where block lists and mappings begin and end.
import { scanBlockScalar } from './block-scalar.ts';
import {
  AMPERSAND,
  ASTERISK,
  AT,
  BACKTICK,
  BEGINS_OTHER,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  DOUBLE_QUOTE,
  EXCLAMATION,
  GREATER,
  isBlank,
  isBlankOrEnd,
  isName,
  isWord,
  NEWLINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  PIPE,
  QUESTION,
  SINGLE_QUOTE,
  TAB,
} from './characters.ts';
import { Layout } from './layout.ts';
import { scanPlain } from './plain.ts';
import { scanName, scanTag } from './properties.ts';
import { scanQuoted } from './quoted.ts';
import type { ScalarStyle, Token } from './token.ts';

/** Characters; libyaml looks no further for the colon after a key. */
const MAX_KEY = 1024;

export class Scanner extends Layout {
  /** Where the token begins, of a key without its properties. */
  start = 0;
  /** Of a scalar its value, of an alias its name. */
  content = '';
  style: ScalarStyle = 'plain';
  /** Of a key: whether it is an alias. */
  isAlias = false;
  anchor = '';
  /** The whole name; empty without a tag. */
  tag = '';
  /** A token that was found together with the last one. */
  #next: Token | undefined;

  /** The next token. Its properties are in the fields of the scanner until the next call. Throws ReadError. */
  next(): Token {
    const next = this.#next;
    if (next !== undefined) {
      this.#next = undefined;
      return next;
    }
    if (this.ends === 0) {
      this.passSpace();
      if (this.flow === 0) this.unroll(this.at < this.text.length ? this.column : -1);
    }
    if (this.ends > 0) {
      this.ends--;
      return 'block end';
    }
    return this.#token();
  }

  #token(): Token {
    const { text, at } = this;
    this.start = at;
    this.end = at;
    if (at >= text.length) return 'end';
    const code = text.charCodeAt(at);
    if (isWord(code)) return this.#scalar(code);
    if (at === this.lineStart) {
      if (code === PERCENT)
        throw this.error(at, 'kubectl reads no directives and no text that begins with %; remove or quote it');
      if (this.isDocumentMark()) return this.#documentMark();
    }
    switch (code) {
      case DASH:
        return isBlankOrEnd(text.charCodeAt(at + 1)) ? this.#dash() : this.#scalar(code);
      case QUESTION:
        return this.flow > 0 || isBlankOrEnd(text.charCodeAt(at + 1)) ? this.#question() : this.#scalar(code);
      case COLON:
        return this.flow > 0 || isBlankOrEnd(text.charCodeAt(at + 1)) ? this.#colon() : this.#scalar(code);
      case OPEN_BRACKET:
        return this.#open('[');
      case OPEN_BRACE:
        return this.#open('{');
      case CLOSE_BRACKET:
        return this.#close(']');
      case CLOSE_BRACE:
        return this.#close('}');
      case COMMA:
        this.mayBeKey = true;
        return this.#indicator(',');
      case AMPERSAND:
      case EXCLAMATION:
        return this.#properties();
      case PIPE:
      case GREATER:
        return this.#blockScalar();
      case TAB:
        throw this.error(at, 'kubectl allows no tab here; use spaces');
      case PERCENT:
      case AT:
      case BACKTICK:
        throw this.error(at, `text cannot begin with ${text.charAt(at)}; quote it`);
      default:
        return this.#scalar(code);
    }
  }

  #indicator(token: Token): Token {
    this.at++;
    this.end = this.at;
    return token;
  }

  #documentMark(): Token {
    this.unroll(-1);
    // The mark itself is read again once everything has ended.
    if (this.ends > 0) {
      this.ends--;
      return 'block end';
    }
    this.at += 3;
    this.mayBeKey = false;
    return 'document mark';
  }

  #dash(): Token {
    if (this.flow > 0) throw this.error(this.at, 'a dash cannot begin an item within brackets; remove it');
    return this.#begin('block list', '-', 'a list cannot begin here; move it to a line of its own');
  }

  #question(): Token {
    if (this.flow === 0)
      return this.#begin('block mapping', '?', 'a key cannot begin here; move it to a line of its own');
    this.mayBeKey = false;
    return this.#indicator('?');
  }

  #colon(): Token {
    if (this.flow === 0)
      return this.#begin('block mapping', ':', 'this colon makes a key of the text before it; quote text with ": "');
    this.mayBeKey = false;
    return this.#indicator(':');
  }

  /** An indicator of a list or mapping, which may be the first of it. */
  #begin(collection: Token, indicator: Token, otherwise: string): Token {
    if (!this.mayBeKey) throw this.error(this.at, otherwise);
    const isFirst = this.roll(this.column);
    this.#indicator(indicator);
    if (!isFirst) return indicator;
    this.#next = indicator;
    return collection;
  }

  #open(bracket: '[' | '{'): Token {
    this.#demandKey(this.at);
    this.flow++;
    this.mayBeKey = true;
    return this.#indicator(bracket);
  }

  #close(bracket: ']' | '}'): Token {
    this.flow = Math.max(0, this.flow - 1);
    this.mayBeKey = false;
    return this.#indicator(bracket);
  }

  #blockScalar(): Token {
    if (this.flow > 0)
      throw this.error(this.at, `text cannot begin with ${this.text.charAt(this.at)} within brackets; quote it`);
    const { text, start, end } = scanBlockScalar(this);
    this.content = text;
    this.style = 'block';
    this.start = start;
    this.end = end;
    this.mayBeKey = true;
    return 'scalar';
  }

  /** A scalar or an alias, unless it is a key. */
  #scalar(code: number): Token {
    const { at: from, lineStart, mayBeKey } = this;
    if (mayBeKey && isWord(code) && this.#passName()) return this.#key(from - lineStart);
    const token = this.#content(code);
    return mayBeKey ? this.#keyOr(token, from, lineStart) : token;
  }

  #content(code: number): Token {
    this.mayBeKey = false;
    this.start = this.at;
    this.isAlias = false;
    if (isWord(code)) return this.#plain();
    if (code === ASTERISK) {
      this.isAlias = true;
      this.content = scanName(this);
      this.end = this.at;
      return 'alias';
    }
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      this.style = code === DOUBLE_QUOTE ? 'double' : 'single';
      this.content = scanQuoted(this);
      this.end = this.at;
      return 'scalar';
    }
    return this.#plain();
  }

  #plain(): Token {
    this.style = 'plain';
    this.content = scanPlain(this);
    return 'scalar';
  }

  /** Anchors and tags, and on the same line the scalar or the alias that they belong to: together they may be a key. */
  #properties(): Token {
    const { at: from, lineStart, mayBeKey } = this;
    this.mayBeKey = false;
    this.anchor = '';
    this.tag = '';
    this.#property();
    if (!mayBeKey) {
      this.end = this.at;
      return 'properties';
    }
    while (this.#isProperty(this.#afterBlanks())) this.#property();
    const end = this.at;
    const code = this.#afterBlanks();
    this.start = end;
    this.end = end;
    this.content = '';
    this.style = 'plain';
    this.isAlias = false;
    if (this.#mayBegin(code)) this.#next = this.#content(code);
    const token = this.#keyOr('properties', from, lineStart);
    if (token === 'properties' && this.#next === undefined) this.start = from;
    return token;
  }

  #isProperty(code: number): boolean {
    return (code === AMPERSAND && this.anchor === '') || (code === EXCLAMATION && this.tag === '');
  }

  #property(): void {
    if (this.text.charCodeAt(this.at) === AMPERSAND) this.anchor = scanName(this);
    else this.tag = scanTag(this);
  }

  #afterBlanks(): number {
    let code = this.text.charCodeAt(this.at);
    while (isBlank(code)) code = this.text.charCodeAt(++this.at);
    return code;
  }

  /** Whether a scalar or an alias begins with this character. */
  #mayBegin(code: number): boolean {
    return !isBlankOrEnd(code) && !BEGINS_OTHER.has(code) && !this.#isIndicator(code);
  }

  #isIndicator(code: number): boolean {
    if (code !== DASH && code !== QUESTION && code !== COLON) return false;
    const isBeforeBlank = isBlankOrEnd(this.text.charCodeAt(this.at + 1));
    return isBeforeBlank || (code !== DASH && this.flow > 0);
  }

  /** A key, if a colon follows what begins at `from`. */
  #keyOr(token: Token, from: number, lineStart: number): Token {
    const code = this.lineStart === lineStart ? this.#afterBlanks() : NEWLINE;
    const isKey =
      code === COLON &&
      (this.flow > 0 || isBlankOrEnd(this.text.charCodeAt(this.at + 1))) &&
      (this.at - from <= MAX_KEY || characters(this.text, from, this.at) <= MAX_KEY);
    const column = from - lineStart;
    if (!isKey) {
      if (this.flow === 0 && this.indent === column) throw this.#noKey(from);
      return token;
    }
    this.at++;
    if (token !== 'properties') return this.#key(column);
    const { anchor, tag } = this;
    const key = this.#key(column);
    this.anchor = anchor;
    this.tag = tag;
    return key;
  }

  /** The key that was just found, without properties. */
  #key(column: number): Token {
    this.mayBeKey = false;
    this.anchor = '';
    this.tag = '';
    if (!this.roll(column)) {
      this.#next = undefined;
      return 'key';
    }
    this.#next = 'key';
    return 'block mapping';
  }

  /** Passes a key as most are, a name with its colon; nothing else. */
  #passName(): boolean {
    const { text, at } = this;
    let end = at + 1;
    while (isName(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) !== COLON || !isBlankOrEnd(text.charCodeAt(end + 1)) || end - at > MAX_KEY) return false;
    this.start = at;
    this.end = end;
    this.at = end + 1;
    this.style = 'plain';
    this.isAlias = false;
    this.content = this.slice(at, end);
    return true;
  }

  /** In the column of the keys of a block only a key may begin. */
  #demandKey(from: number): void {
    if (this.mayBeKey && this.flow === 0 && this.indent === this.column) throw this.#noKey(from);
  }

  #noKey(from: number): Error {
    return this.error(from, 'a key with a colon is expected here; indent text that continues the line before');
  }
}

/** How many characters, of which some take two code units. */
function characters(text: string, from: number, to: number): number {
  return Array.from(text.slice(from, to)).length;
}
