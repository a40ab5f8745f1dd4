// Lines, tokens and nested collections of rare pieces. Some texts are made of nothing else; others hold only one or two
// among ordinary pieces, because what is refused at its first token shows nothing about the rest.
import type { Random } from '../../drills/support/scale.ts';
import { any, below, indented } from './edits.ts';
import { CHARACTERS, ENDS, FLOWS, HEADERS, KEYS, LINES, PLAINS, PROPERTIES, QUOTED, SPECIAL } from './fragments.ts';

/** How odd a text is: the share of its pieces that are rare ones. */
interface Taste {
  readonly next: Random;
  readonly share: number;
}

function tasteOf(next: Random): Taste {
  return { next, share: any(next, [0.04, 0.15, 0.4, 1]) };
}

function isOdd({ next, share }: Taste): boolean {
  return next() < share;
}

/** An odd piece or an ordinary one. */
function choose(taste: Taste, odd: readonly string[], ordinary: readonly string[]): string {
  return any(taste.next, isOdd(taste) ? odd : ordinary);
}

/** An odd piece where ordinarily nothing is, one time in `odds`. */
function perhaps(taste: Taste, odd: readonly string[], odds = 4): string {
  return isOdd(taste) && below(taste.next, odds) === 0 ? any(taste.next, odd) : '';
}

const NODES = [FLOWS, PLAINS, QUOTED, HEADERS, ['*a', '*x', '']];
const ORDINARY_NODES = ['a', 'b c', '1', '"q r"', `'s'`, '[t, u]', '{v: w}', '~', '10.0.0.1', ''];

function node(taste: Taste): string {
  const { next } = taste;
  return perhaps(taste, PROPERTIES) + (isOdd(taste) ? any(next, any(next, NODES)) : any(next, ORDINARY_NODES));
}

const INDENTS = ['', ' ', '  ', '    ', '      ', '\t', ' \t'];
const ITEMS = ['- ', '-', '- - ', '-\t', '-  ', '? ', ': ', '-\n'];
const BREAKS = ['\n\n', '\r\n', '\r', '\n# c\n', '\n\t\n', '\n  \n', ' # c\n', ''];
const LAST = ['a: b', '---', '...', '- a', ' ', '\t', '#'];

/** One to twelve lines. */
export function lineByLine(next: Random): string {
  const taste = tasteOf(next);
  let indent = '';
  const line = (): string => {
    // Mostly the column of the line before.
    indent = any(next, [
      indent,
      indent,
      indent,
      `${indent}  `,
      indent.slice(2),
      isOdd(taste) ? any(next, INDENTS) : '',
    ]);
    if (isOdd(taste) && below(next, 3) === 0) return indented(any(next, LINES), indent) + choose(taste, BREAKS, ['\n']);
    const item = choose(taste, ITEMS, ['', '', '- ']);
    const key = choose(taste, KEYS, ['a: ', 'b: ', 'c: ', 'd:\n    ', '']);
    const end = perhaps(taste, ENDS) + choose(taste, BREAKS, ['\n']);
    return indent + item + perhaps(taste, PROPERTIES) + key + node(taste) + end;
  };
  const count = 1 + below(next, 1 + below(next, 12));
  return Array.from({ length: count }, line).join('') + perhaps(taste, LAST);
}

const SPACES = [
  '\n',
  '\n',
  '\n  ',
  '\n ',
  '\n\t',
  '\n    ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\r\n',
  '\n---\n',
  '\n...\n',
  ' # c\n',
];
const TOKENS = [SPECIAL, SPECIAL, SPECIAL, SPACES, SPACES, ['a', 'b', '1'], KEYS, PROPERTIES, HEADERS, CHARACTERS];

/** Tokens without any order. */
export function tokens(next: Random): string {
  const count = 2 + below(next, 1 + below(next, 14));
  return Array.from({ length: count }, () => any(next, any(next, TOKENS))).join('');
}

const DEPTH = 3;
const TAILS = ['\n', ' ', '\n---\n', '\n...\n', '\na', ': b', ' : b', '#c', ' # c', ','];

export function nestedBrackets(next: Random): string {
  const taste = tasteOf(next);
  const before = choose(taste, ['', ' ', '\n', '# c\n', 'a: ', '- ', '? ', '\t', '---\n'], ['', 'a: ', '- ']);
  return before + bracket(taste, DEPTH) + perhaps(taste, TAILS, 2);
}

const GAPS = [' ', '\n', '\n  ', '\n\t', '\t', ' # c\n', '\n# c\n ', '#c\n', '\r\n', '\r'];
const COLONS = [':', ' : ', ':\t', ':\n', '\n: ', '', ' :', ': # c\n', '::', '?'];

function bracket(taste: Taste, depth: number): string {
  const { next } = taste;
  if (depth === 0 || below(next, 3) === 0) return node(taste);
  const isList = below(next, 2) === 0;
  const gap = (): string => choose(taste, GAPS, ['', '', ' ', '\n ']);
  const member = (): string => {
    const hasKey = isList ? below(next, 4) === 0 : below(next, 6) > 0;
    const key = isOdd(taste) ? bracket(taste, below(next, 2)) : any(next, ['a', 'b', 'c d', '"e"']);
    const mark = perhaps(taste, ['? ', '?', '&a ', '!!str ', '*a ', '- ']);
    return gap() + mark + (hasKey ? key + choose(taste, COLONS, [': ']) : '') + bracket(taste, depth - 1) + gap();
  };
  const inside = Array.from({ length: below(next, 4) }, member).join(',') + perhaps(taste, [',', ',,', ' ', '\n']);
  const property = perhaps(taste, PROPERTIES);
  return isList ? `${property}[${inside}]` : `${property}{${inside}}`;
}

export function nestedBlocks(next: Random): string {
  const taste = tasteOf(next);
  return block(taste, '', DEPTH) + perhaps(taste, TAILS, 2);
}

const STEPS = ['', ' ', '  ', '    ', '\t'];
const STARTS = ['-', '-\n', '-\t', '- - ', '? ', ': ', '- # c\n'];
const BETWEEN = [' ', '\t', '# c\n', '\n', '  # c\n', '\t\n', '\t# c\n', '---\n', '...\n'];

function block(taste: Taste, indent: string, depth: number): string {
  const { next } = taste;
  if (depth === 0 || below(next, 3) === 0) return scalar(taste, indent) + choose(taste, BREAKS, ['\n']);
  const deeper = indent + choose(taste, STEPS, ['  ']);
  const isList = below(next, 2) === 0;
  const entry = (at: number): string => {
    const before = at === 0 ? '' : indent + perhaps(taste, BETWEEN);
    const start = isList ? choose(taste, STARTS, ['- ']) : choose(taste, KEYS, ['a: ', 'b: ', 'c: ', '"d": ']);
    const property = perhaps(taste, PROPERTIES);
    const isBelow = isOdd(taste) ? below(next, 2) === 0 : !isList;
    return `${before}${start}${property}${isBelow ? `\n${deeper}` : ''}${block(taste, deeper, depth - 1)}`;
  };
  return Array.from({ length: 1 + below(next, 3) }, (_, at) => entry(at)).join('');
}

/** A node, a block scalar, or a scalar of several lines, each of them at any column. */
function scalar(taste: Taste, indent: string): string {
  const { next } = taste;
  if (below(next, 3) > 0) return node(taste);
  const column = (): string => (isOdd(taste) ? ' '.repeat(below(next, indent.length + 4)) : `${indent}  `);
  const words = choose(
    taste,
    ['a: b', '- a', '# c', '', '\ta', 'a #b', ' a', '---', '"', ':', 'a\t'],
    ['a', 'b c', ''],
  );
  const lines = Array.from({ length: below(next, 4) }, () => `\n${column()}${words}`).join('');
  const kind = below(next, 4);
  if (kind === 0) return choose(taste, HEADERS, ['|', '>', '|-', '>+']) + lines;
  if (kind === 1) return `"x${lines}"`;
  return kind === 2 ? `'x${lines}'` : `x${lines}`;
}
