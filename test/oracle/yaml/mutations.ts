// The mutations of manifests, each with about the same weight.
import type { Random } from '../../drills/support/scale.ts';
import { any, below, indented, indentOf, insert, ofLine, ofMatch, type Edit } from './edits.ts';
import { CHARACTERS, ENDS, FLOWS, HEADERS, KEYS, LINES, PLAINS, PROPERTIES, QUOTED, SPECIAL } from './fragments.ts';

const SPECIALS = /[-:?,[\]{}#&*!|>'"%@`~<=\\ \t\n\r.]/g;
/** The value of a key or of a list item, to the end of its line. */
const VALUE = /(?<=[:-] +)\S[^\n]*/g;
/** A word within a value or a key. */
const WORD = /[\w./-]+/g;

const characters: readonly Edit[] = [
  ofMatch(SPECIALS, () => ''),
  ofMatch(SPECIALS, (found) => found + found),
  ofMatch(SPECIALS, (_found, next) => any(next, SPECIAL)),
  ofMatch(SPECIALS, (found, next) => found + any(next, SPECIAL)),
  ofMatch(WORD, (found, next) => any(next, SPECIAL) + found),
  ofMatch(WORD, (found, next) => found + any(next, SPECIAL)),
  ofMatch(/[[\]{},]/g, (found, next) =>
    any(next, [`${found} `, `${found}\n`, ` ${found}`, `\n${found}`, `${found}\t`]),
  ),
  insert((next) => any(next, SPECIAL)),
  insert((next) => any(next, CHARACTERS)),
  ofMatch(SPECIALS, (found, next) => found + any(next, CHARACTERS)),
  (text) => `\ufeff${text}`,
];

const lines: readonly Edit[] = [
  ofLine(() => []),
  ofLine((line) => [line, line]),
  ofLine((line, next) => [' '.repeat(1 + below(next, 4)) + line]),
  ofLine((line, next) => [line.slice(Math.min(indentOf(line).length, 1 + below(next, 4)))]),
  ofLine((line, next) => [indentOf(line).slice(1 + below(next, 4)) + line.trimStart()]),
  // Several lines move together, as a block that was pasted.
  (text, next) => {
    const all = text.split('\n');
    const from = below(next, all.length);
    const to = from + 1 + below(next, 5);
    const by = below(next, 2) === 0 ? (line: string) => `  ${line}` : (line: string) => line.replace(/^ {1,2}/, '');
    return all.map((line, at) => (at >= from && at < to ? by(line) : line)).join('\n');
  },
  (text, next) => {
    const all = text.split('\n');
    const at = below(next, all.length);
    const moved = all.splice(at, 1);
    return all.toSpliced(below(next, all.length + 1), 0, ...moved).join('\n');
  },
  // A line break is lost, with the indent behind it or without.
  ofMatch(/\n/g, () => ''),
  ofMatch(/\n */g, () => ' '),
  // A line break too much, and the rest of the line at any column.
  ofMatch(/ /g, (_found, next) => `\n${' '.repeat(below(next, 7))}`),
  ofMatch(/(?<=\w)(?=\w)/g, (_found, next) => `\n${' '.repeat(below(next, 7))}`),
  ofLine((line, next) => [line, ' '.repeat(below(next, indentOf(line).length + 5)) + any(next, PLAINS)]),
  ofLine((line, next) => [line, indented(any(next, LINES), ' '.repeat(below(next, indentOf(line).length + 5)))]),
  ofLine((line, next) => [indentOf(line) + any(next, LINES), line]),
  ofLine((line, next) => [any(next, LINES), line]),
  ofLine((line, next) => [line + any(next, ENDS)]),
  ofLine((line) => [`${line}---`]),
  (text) => text.replace(/\n$/, ''),
];

const tabs: readonly Edit[] = [
  ofLine((line) => [`\t${line}`]),
  ofLine((line) => [`${indentOf(line)}\t${line.trimStart()}`]),
  ofLine((line) => [line.replace(/^ {1,8}/, '\t')]),
  ofLine((line, next) => [line, any(next, ['\t', ' \t', '  \t', '\t ', '\t# c', '  \t# c'])]),
  ofMatch(/(?<=[:\-?,]) /g, (_found, next) => any(next, ['\t', ' \t', '\t '])),
  ofMatch(/[&*!][\w!]+ /g, (found, next) => any(next, [`${found}\t`, `${found.trimEnd()}\t`, `\t${found}`])),
  ofMatch(/ (?=#)/g, () => '\t'),
  ofMatch(/[[\]{},"']/g, (found, next) => any(next, [`\t${found}`, `${found}\t`])),
  insert(() => '\t'),
];

const values: readonly Edit[] = [
  ofMatch(VALUE, (_found, next) => any(next, FLOWS)),
  ofMatch(VALUE, (_found, next) => any(next, QUOTED)),
  ofMatch(VALUE, (_found, next) => any(next, PLAINS)),
  ofMatch(VALUE, (found, next) => any(next, PROPERTIES) + found),
  ofMatch(VALUE, (found, next) => `${found} ${any(next, PLAINS)}`),
  ofMatch(VALUE, (found, next) =>
    any(next, [`{${found}}`, `[${found}]`, `{k:${found}}`, `{k: ${found}}`, `"${found}"`]),
  ),
  ofMatch(VALUE, (found, next) => found + any(next, [':', ': ', ': x', ' :', '#x', ',', '?'])),
  ofMatch(VALUE, (found, next) => `${any(next, HEADERS)}\n${' '.repeat(below(next, 9))}${found}`),
  ofMatch(WORD, (_found, next) => any(next, FLOWS)),
  ofMatch(WORD, (_found, next) => any(next, PLAINS)),
  ofMatch(WORD, (_found, next) => any(next, QUOTED)),
  ofMatch(WORD, (found, next) => any(next, PROPERTIES) + found),
  ofMatch(/[\w./-]+: ?/g, (_found, next) => any(next, KEYS)),
  ofMatch(/[\w./-]+: /g, (found, next) => any(next, ['? ', '- ', ': ', '*x ', '? - ', '- ? ']) + found),
];

/** A key or an item whose text is about as long as YAML allows for a key on one line: 1,024 characters. */
function long(next: Random): string {
  const text = any(next, ['k', 'k ', 'é', '\u{1f600}'])
    .repeat(1100)
    .slice(0, 1018 + below(next, 14))
    .trim();
  const written = any(next, [text, `"${text}"`, `'${text}'`, `[${text}]`, `{${text}}`, `&a ${text}`, `? ${text}\n`]);
  const line = any(next, [`${written}: v`, `${written} : v`, `{${written}: v}`, `- ${written}: v`, `[${written}: v]`]);
  return line.toWellFormed();
}

/** As much as kubectl reads at once: 4,096 bytes, or a few more or less. */
function padding(next: Random): string {
  const unit = any(next, [' ', '\n', '# c\n', '#', '\t', 'a', '\r\n']);
  return unit.repeat(Math.ceil((4090 + below(next, 12)) / unit.length)) + any(next, ['', '\n', '\r\n', '\r']);
}

const rare: readonly Edit[] = [
  (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  (text) => text.replaceAll(/\r?\n/g, '\r'),
  ofMatch(/\n/g, () => '\r'),
  ofMatch(/\n/g, () => '\r\n'),
  (text, next) => padding(next) + text,
  ofMatch(/\s/g, (found, next) => found + padding(next)),
  ofLine((line, next) => [indentOf(line) + long(next), line]),
  ofLine((line, next) => [line, indentOf(line) + long(next)]),
];

const GROUPS = [characters, characters, lines, lines, tabs, values, values, rare];

/** One mutation of any kind. */
export function mutate(text: string, next: Random): string {
  return any(next, any(next, GROUPS))(text, next);
}
