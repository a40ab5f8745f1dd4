// Where a new member of a mapping goes, and what is written there.
import type { JsonValue } from '../../model/json-patch.ts';
import { endOfLine, skipBlank, type EntrySpan, type MappingSpan } from '../spans.ts';
import type { Splice } from './splice.ts';
import { writeBlock, writeMember, type Style } from './write-value.ts';

export interface Member {
  readonly key: string;
  readonly value: JsonValue;
}

/** At the end of the mapping, in its own layout. Undefined where that cannot be done without moving what stands there. */
export function insertMembers(
  text: string,
  mapping: MappingSpan,
  members: readonly Member[],
  depth: number,
): readonly Splice[] | undefined {
  if (!mapping.isFlow) return insertBlock(text, mapping, members, depth);
  return text[mapping.start] === '{' ? insertFlow(text, mapping, members, depth) : undefined;
}

/** Of a whole document, whose root stands there. */
export function styleOf(text: string, root: number): Style {
  if (text[root] !== '{') return { isJson: false, space: ' ' };
  const colon = /"[ \t]*:(\s?)/.exec(text.slice(root));
  return { isJson: true, space: colon?.[1] === '' ? '' : ' ' };
}

function insertBlock(
  text: string,
  mapping: MappingSpan,
  members: readonly Member[],
  depth: number,
): readonly Splice[] | undefined {
  const indent = indentOf(text, mapping.start);
  const last = mapping.entries.at(-1)?.value;
  if (indent === undefined || last === undefined) return undefined;
  const step = stepOf(text, mapping, indent.length);
  const lines = members.flatMap(({ key, value }) => writeBlock(key, value, indent, step));
  // A text block ends with its line break; everything else on its own line, perhaps before a comment.
  const isAfterBreak = last.end > 0 && text[last.end - 1] === '\n';
  const at = isAfterBreak ? last.end : endOfLine(text, last.end);
  if (!isAfterBreak && !/^[ \t]*(?:[ \t]#.*)?$/.test(text.slice(last.end, at))) return undefined;
  const newline = newlineNear(text, at);
  const added = isAfterBreak ? lines.map((line) => `${line}${newline}`) : lines.map((line) => `${newline}${line}`);
  return [{ start: at, end: at, text: added.join(''), depth }];
}

/** As wide as what stands before the first key on its line: space, or the dashes of list items. Undefined for anything else. */
function indentOf(text: string, start: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^[ -]*$/.test(before) ? ' '.repeat(before.length) : undefined;
}

/** How much deeper mappings in this one stand. */
function stepOf(text: string, { entries }: MappingSpan, indent: number): string {
  const nested = entries.find(({ value }) => value.kind === 'mapping' && !value.isFlow)?.value.start;
  const column = nested === undefined ? 0 : nested - (text.lastIndexOf('\n', nested) + 1);
  return ' '.repeat(column > indent ? column - indent : 2);
}

/** That of the line itself, or of the text's first line where the last one has none. */
function newlineNear(text: string, at: number): string {
  const newline = at < text.length && /[\r\n]/.test(text.charAt(at)) ? text.indexOf('\n', at) : text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

function insertFlow(text: string, mapping: MappingSpan, members: readonly Member[], depth: number): readonly Splice[] {
  const first = mapping.entries[0];
  const last = mapping.entries.at(-1);
  const isEmpty = first === undefined || last === undefined;
  const manner = isEmpty ? styleOf(text, skipBlank(text, 0)) : styleOfEntry(text, first);
  const written = members.map(({ key, value }) => writeMember(key, value, manner));
  if (isEmpty)
    return [{ start: mapping.start + 1, end: mapping.start + 1, text: written.join(`,${manner.space}`), depth }];
  const lead = text.slice(mapping.start + 1, first.key.start);
  const { end } = last.value;
  if (lead.includes('\n') && lead.trim() === '') return insertLines(text, end, { lead, written, depth });
  const separator = commaSpace(text, mapping, manner);
  return [{ start: end, end, text: written.map((member) => `${separator}${member}`).join(''), depth }];
}

interface Lines {
  /** What stands before each member: a line break and its indentation. */
  readonly lead: string;
  readonly written: readonly string[];
  readonly depth: number;
}

function styleOfEntry(text: string, { key, value }: EntrySpan): Style {
  const isJson = key.kind === 'scalar' && key.style === 'double';
  return { isJson, space: isJson && text[value.start - 1] === ':' ? '' : ' ' };
}

/** What stands between the first two members, if there are two. */
function commaSpace(text: string, { start, entries: [first, second] }: MappingSpan, { space }: Style): string {
  const between = first === undefined || second === undefined ? '' : text.slice(first.value.end, second.key.start);
  if (/^,[ \t]*$/.test(between)) return between;
  return space === '' && text[start + 1] !== ' ' ? ',' : ', ';
}

/** Behind the comment that the last member may have on its line, after a comma behind the member itself; a comma at the end stays one at the end. */
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
