// Two sources of texts, the same for the same seed: manifests with a few slips, and worse.
import type { Random } from '../../drills/support/scale.ts';
import { any, below, indented } from './edits.ts';
import { CHARACTERS, ENDS, FLOWS, HEADERS, KEYS, LINES, PLAINS, PROPERTIES, QUOTED, SPECIAL } from './fragments.ts';
import { looseJson } from './loose-json.ts';
import { mutate } from './mutations.ts';
import { SEEDS } from './seeds.ts';

export const GENERATORS = { manifests, worse } as const;

/** A manifest with one to four mutations. */
export function manifests(next: Random): string {
  let text: string = any(next, SEEDS);
  // Few: most texts with four are no YAML for anyone.
  const count = any(next, [1, 1, 1, 1, 2, 2, 2, 3, 3, 4]);
  for (let done = 0; done < count; done++) text = mutate(text, next);
  return text.toWellFormed();
}

const WORSE = [lineByLine, lineByLine, tokens, nested, looseJson];

/** A few lines or tokens, most of them rare ones, in any order. */
export function worse(next: Random): string {
  const text = any(next, WORSE)(next);
  return (below(next, 4) === 0 ? mutate(text, next) : text).toWellFormed();
}

function rarely(next: Random, of: readonly string[], odds = 4): string {
  return below(next, odds) === 0 ? any(next, of) : '';
}

function lineByLine(next: Random): string {
  const count = 1 + below(next, 1 + below(next, 12));
  return Array.from({ length: count }, () => line(next)).join('') + rarely(next, ['a: b', '---', '...', '- a', ' ']);
}

const INDENTS = ['', '', '', ' ', '  ', '  ', '    ', '      ', '\t', ' \t'];
const ITEMS = ['', '', '', '- ', '- ', '-', '- - ', '-\t', '-  ', '? ', ': ', '-\n'];
const BREAKS = ['\n', '\n', '\n', '\n', '\n', '\n', '\n\n', '\r\n', '\r', '\n# c\n', '\n\t\n', '\n  \n', ' # c\n', ''];

function line(next: Random): string {
  const indent = any(next, INDENTS);
  if (below(next, 4) === 0) return indented(any(next, LINES), indent) + any(next, BREAKS);
  const key = below(next, 2) === 0 ? any(next, KEYS) : rarely(next, ['a: ', 'b: ', 'c:\n  ', 'd: &a ']);
  return (
    indent + any(next, ITEMS) + rarely(next, PROPERTIES) + key + node(next) + rarely(next, ENDS) + any(next, BREAKS)
  );
}

const NODES = [FLOWS, PLAINS, QUOTED, HEADERS, ['*a', '*x', ''], ['a', 'b', '1']];

function node(next: Random): string {
  return rarely(next, PROPERTIES, 5) + any(next, any(next, NODES));
}

const SPACES = ['\n', '\n', '\n  ', '\n ', '\n\t', '\n    ', ' ', ' ', '  ', '\t', '\r\n', '\n---\n', '\n...\n', ' # c\n'];
const SOUP = [SPECIAL, SPECIAL, SPECIAL, SPACES, SPACES, ['a', 'b', '1'], KEYS, PROPERTIES, HEADERS, CHARACTERS];

/** Tokens without any order. */
function tokens(next: Random): string {
  const count = 2 + below(next, 1 + below(next, 14));
  return Array.from({ length: count }, () => any(next, any(next, SOUP))).join('');
}

/** Blocks and brackets within each other, with anchors, tags, comments and breaks anywhere. */
function nested(next: Random): string {
  const flow = below(next, 2) === 0;
  return (flow ? bracket(next, 3) : block(next, '', 3)) + rarely(next, ['\n', ' ', '\n---\n', '\n...\n', '\na', ': b']);
}

const GAPS = ['', '', '', '', ' ', '\n', '\n  ', '\n\t', '\t', ' # c\n', '\n# c\n ', '#c\n'];
const COLONS = [': ', ': ', ': ', ':', ' : ', ':\t', ':\n', '\n: ', ''];

function bracket(next: Random, depth: number): string {
  if (depth === 0 || below(next, 3) === 0) return node(next);
  const gap = (): string => any(next, GAPS);
  const isList = below(next, 2) === 0;
  const member = (): string => {
    const value = bracket(next, depth - 1);
    const hasKey = isList ? below(next, 4) === 0 : below(next, 6) > 0;
    const mark = rarely(next, ['? ', '?', '&a ', '!!str '], 6);
    return gap() + mark + (hasKey ? bracket(next, below(next, 2)) + any(next, COLONS) : '') + value + gap();
  };
  const inside = Array.from({ length: below(next, 4) }, member).join(',') + rarely(next, [',', ',,'], 8);
  const property = rarely(next, PROPERTIES, 8);
  return isList ? `${property}[${inside}]` : `${property}{${inside}}`;
}

function block(next: Random, indent: string, depth: number): string {
  if (depth === 0 || below(next, 3) === 0) return `${node(next)}${any(next, BREAKS)}`;
  const deeper = indent + any(next, ['', ' ', '  ', '  ', '    ']);
  const isList = below(next, 2) === 0;
  const entry = (at: number): string => {
    const before = at === 0 ? '' : indent + rarely(next, [' ', '\t', '# c\n', '\n', '  # c\n'], 8);
    const start = isList ? any(next, ['- ', '- ', '-', '-\n', '-\t', '- - ']) : any(next, KEYS);
    const child = block(next, deeper, depth - 1);
    const property = rarely(next, PROPERTIES, 6);
    return before + start + property + (below(next, 2) === 0 ? child : `\n${deeper}${child}`);
  };
  return Array.from({ length: 1 + below(next, 3) }, (_, at) => entry(at)).join('');
}
