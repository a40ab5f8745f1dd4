// Patterns in the syntax of .gitignore (https://git-scm.com/docs/gitignore). Matching is linear, because an ignore file
// is part of the input: libraries translate such patterns into backtracking expressions, for which a hostile file can
// choose a slow one.
import { RE2JS, RE2JSException } from 're2js';

/** In UTF-16 code units. A longer line excludes nothing: no path is that long. */
const MAX_PATTERN = 4096;
/** Lines; the rest is not read, so that it excludes nothing. Each is compared with each path. */
const MAX_PATTERNS = 1000;

interface Pattern {
  readonly matches: (path: string) => boolean;
  readonly isNegated: boolean;
  readonly folderOnly: boolean;
}

/** Whether a path is excluded; undefined if no pattern is about it. */
export type IgnorePatterns = (path: string, isFolder: boolean) => boolean | undefined;

/** `lines`: one pattern each. The paths are relative to the folder of the patterns, with `/` between names. */
export function ignorePatterns(lines: readonly string[]): IgnorePatterns {
  const patterns = lines.slice(0, MAX_PATTERNS).flatMap((line) => parse(line) ?? []);
  // The last one that matches decides.
  patterns.reverse();
  return (path, isFolder) => {
    const found = patterns.find(({ folderOnly, matches }) => (isFolder || !folderOnly) && matches(path));
    return found && !found.isNegated;
  };
}

function parse(line: string): Pattern | undefined {
  if (line.startsWith('#') || line.length > MAX_PATTERN) return undefined;
  const isNegated = line.startsWith('!');
  const text = withoutEnd(line.slice(isNegated ? 1 : 0));
  const folderOnly = text.endsWith('/');
  const body = folderOnly ? text.slice(0, -1) : text;
  if (body === '' || body === '/') return undefined;
  const isAnchored = body.includes('/');
  const expression = translate(body.startsWith('/') ? body.slice(1) : body);
  if (expression === undefined) return undefined;
  const compiled = compile(isAnchored ? expression : `(?:.*/)?${expression}`);
  if (compiled === undefined) return undefined;
  return { matches: (path) => compiled.matches(path), isNegated, folderOnly };
}

/** Spaces at the end mean nothing, unless a backslash is before them. */
function withoutEnd(text: string): string {
  let end = text.endsWith('\r') ? text.length - 1 : text.length;
  while (text[end - 1] === ' ' && text[end - 2] !== '\\') end--;
  return text.slice(0, end);
}

/** Undefined for a pattern that git matches with nothing, such as one that ends in a backslash. */
function translate(pattern: string): string | undefined {
  let expression = '';
  let at = 0;
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const [token, meaning] = stars(rest, at === 0 || pattern[at - 1] === '/') ?? setOf(rest) ?? one(rest);
    if (meaning === undefined) return undefined;
    expression += meaning;
    at += token.length;
  }
  return expression;
}

type Token = readonly [text: string, meaning: string | undefined];

function stars(rest: string, isAtName: boolean): Token | undefined {
  const [run] = /^\*+/.exec(rest) ?? [];
  if (run === undefined) return undefined;
  const next = rest[run.length];
  // Two stars between slashes are any folders; elsewhere they are one.
  if (run.length < 2 || !isAtName || (next !== undefined && next !== '/')) return [run, '[^/]*'];
  return next === undefined ? [run, '.+'] : [`${run}/`, '(?:.*/)?'];
}

const SET = /^\[([!^]?)(\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*)\]/s;
const MEMBER = /\[:[a-z]+:\]|\\?(.)/gsu;

/** `[a-z]`, `[!a]`, `[[:digit:]]`. A bracket without an end matches nothing. */
function setOf(rest: string): Token | undefined {
  if (!rest.startsWith('[')) return undefined;
  const [token = rest, negation = '', inside] = SET.exec(rest) ?? [];
  if (inside === undefined) return [token, undefined];
  const meaning = `[${negation === '' ? '' : '^/'}${members(inside)}]`;
  return [token, compile(meaning) && meaning];
}

/** The letters and ranges of a set, which matches no slash. A range from a later letter to an earlier one has only its first letter. */
function members(inside: string): string {
  const all = [...inside.matchAll(MEMBER)].map(([text, letter]) => ({ text, letter }));
  let result = '';
  for (let at = 0; at < all.length; at++) {
    const [first, dash, last] = all.slice(at, at + 3);
    if (first?.letter === undefined) {
      result += first?.text ?? '';
    } else if (dash?.text === '-' && last?.letter !== undefined) {
      result += escaped(first.letter) + (first.letter <= last.letter ? `-${escaped(last.letter)}` : '');
      at += 2;
    } else if (first.letter !== '/') {
      result += escaped(first.letter);
    }
  }
  return result;
}

/** In a set. */
function escaped(letter: string): string {
  return /[\p{L}\p{N}]/u.test(letter) ? letter : `\\${letter}`;
}

function one(rest: string): Token {
  if (rest.startsWith('?')) return ['?', '[^/]'];
  if (!rest.startsWith('\\')) {
    const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    return [letter, quote(letter)];
  }
  if (rest.length === 1) return [rest, undefined];
  const letter = String.fromCodePoint(rest.codePointAt(1) ?? 0);
  return [`\\${letter}`, quote(letter)];
}

function quote(letter: string): string {
  return RE2JS.quote(letter);
}

/** Undefined for what git matches with nothing, such as an unknown class of letters, and for too large a pattern. */
function compile(expression: string): RE2JS | undefined {
  try {
    return RE2JS.compile(expression, RE2JS.DOTALL);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}
