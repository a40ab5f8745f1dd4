// Inserts new members into a mapping, in its own layout.
import type { JsonValue } from '../../model/json-patch.ts';
import type { Entry, MappingNode } from '../nodes.ts';
import { endOfLine, skipBlank } from './extent.ts';
import type { Splice } from './splice.ts';
import { writeBlock, writeMember, type Style } from './write-value.ts';

export interface Member {
  readonly key: string;
  readonly value: JsonValue;
}

/** Inserts at the end of the mapping. Undefined if that would move existing text. */
export function insertMembers(
  text: string,
  mapping: MappingNode,
  members: readonly Member[],
  depth: number,
): readonly Splice[] | undefined {
  if (!mapping.isFlow) return insertBlock(text, mapping, members, depth);
  return text[mapping.start] === '{' ? insertFlow(text, mapping, members, depth) : undefined;
}

/** The style of a document whose root is at this offset. */
export function styleOf(text: string, root: number): Style {
  if (text[root] !== '{') return { isJson: false, space: ' ' };
  const colon = /"[ \t]*:(\s?)/.exec(text.slice(root));
  return { isJson: true, space: colon?.[1] === '' ? '' : ' ' };
}

function insertBlock(
  text: string,
  mapping: MappingNode,
  members: readonly Member[],
  depth: number,
): readonly Splice[] | undefined {
  const indent = indentOf(text, mapping.start);
  const last = mapping.entries.at(-1)?.value;
  if (indent === undefined || last === undefined) return undefined;
  const step = stepOf(text, mapping, indent.length);
  const lines = members.flatMap(({ key, value }) => writeBlock(key, value, indent, step));
  // A block scalar ends after its line break. Every other value ends on its line, perhaps before a comment.
  const isAfterBreak = last.end > 0 && text[last.end - 1] === '\n';
  const at = isAfterBreak ? last.end : endOfLine(text, last.end);
  if (!isAfterBreak && !/^[ \t]*(?:[ \t]#.*)?$/.test(text.slice(last.end, at))) return undefined;
  const newline = newlineNear(text, at);
  const added = isAfterBreak ? lines.map((line) => `${line}${newline}`) : lines.map((line) => `${newline}${line}`);
  return [{ start: at, end: at, text: added.join(''), depth }];
}

/**
 * As wide as the text before the first key on its line: spaces or dashes of list items. Undefined for anything else.
 */
function indentOf(text: string, start: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ -]*$/.test(before) ? ' '.repeat(before.length) : undefined;
}

/** The indentation step of mappings within this one. */
function stepOf(text: string, { entries }: MappingNode, indent: number): string {
  const nested = entries.find(({ value }) => value.kind === 'mapping' && !value.isFlow)?.value.start;
  const column = nested === undefined ? 0 : nested - (text.lastIndexOf('\n', nested) + 1);
  return ' '.repeat(column > indent ? column - indent : 2);
}

/** The line break of this line, or of the first line if the last line has none. */
function newlineNear(text: string, at: number): string {
  const newline = at < text.length && /[\r\n]/.test(text.charAt(at)) ? text.indexOf('\n', at) : text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

function insertFlow(text: string, mapping: MappingNode, members: readonly Member[], depth: number): readonly Splice[] {
  const first = mapping.entries[0];
  const last = mapping.entries.at(-1);
  const isEmpty = first === undefined || last === undefined;
  const style = isEmpty ? styleOf(text, skipBlank(text, 0)) : styleOfEntry(text, first);
  const written = members.map(({ key, value }) => writeMember(key, value, style));
  if (isEmpty)
    return [{ start: mapping.start + 1, end: mapping.start + 1, text: written.join(`,${style.space}`), depth }];
  const lead = text.slice(mapping.start + 1, first.key.start);
  const { end } = last.value;
  if (lead.includes('\n') && lead.trim() === '') return insertLines(text, end, { lead, written, depth });
  const separator = commaSpace(text, mapping, style);
  return [{ start: end, end, text: written.map((member) => `${separator}${member}`).join(''), depth }];
}

interface Lines {
  /** The text before each member: a line break and the indentation. */
  readonly lead: string;
  readonly written: readonly string[];
  readonly depth: number;
}

function styleOfEntry(text: string, { key, value }: Entry): Style {
  const isJson = key.kind === 'scalar' && key.style === 'double';
  return { isJson, space: isJson && text[value.start - 1] === ':' ? '' : ' ' };
}

/** The text between the first two members, if there are two. */
function commaSpace(text: string, { start, entries: [first, second] }: MappingNode, { space }: Style): string {
  const between = first === undefined || second === undefined ? '' : text.slice(first.value.end, second.key.start);
  if (/^,[ \t]*$/.test(between)) return between;
  return space === '' && text[start + 1] !== ' ' ? ',' : ', ';
}

/**
 * Inserts lines after the last member and a comment on its line. The last member gets a comma; a trailing comma stays
 * at the end.
 */
function insertLines(text: string, end: number, { lead, written, depth }: Lines): readonly Splice[] {
  const next = skipBlank(text, end);
  const hasComma = text[next] === ',';
  const lineEnd = endOfLine(text, hasComma ? next : end);
  const from = hasComma ? next + 1 : end;
  const at = /^[ \t]*(?:#.*)?$/.test(text.slice(from, lineEnd)) ? lineEnd : from;
  const lines = written.map((member) => `${lead}${member}`).join(',');
  const inserted = { start: at, end: at, text: hasComma ? `${lines},` : lines, depth };
  return hasComma ? [inserted] : [{ start: end, end, text: ',', depth }, inserted];
}
