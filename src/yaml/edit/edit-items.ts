// What goes with an item that is taken out of a list: its lines, or its place between commas. Comments on lines of their own stay.
import { endOfLine, skipBlank, type SequenceSpan, type Span } from '../spans.ts';
import type { Splice } from './splice.ts';

/** Undefined where an item cannot be taken out by itself, or nothing would be left. */
export function removeItems(
  text: string,
  list: SequenceSpan,
  removed: ReadonlySet<number>,
  depth: number,
): readonly Splice[] | undefined {
  const kept = list.items.findLastIndex((_, index) => !removed.has(index));
  if (kept === -1) return undefined;
  const splices: Splice[] = [];
  for (const index of removed) {
    const range = list.isFlow ? flowRange(text, list, index) : blockRange(text, list.items[index]);
    if (range === undefined) return undefined;
    splices.push({ ...range, text: '', depth });
  }
  const comma = list.isFlow ? danglingComma(text, list, kept) : undefined;
  return comma === undefined ? splices : [...splices, { start: comma, end: comma + 1, text: '', depth }];
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** From the line of its dash to the end of its last line. */
function blockRange(text: string, item: Span | undefined): Range | undefined {
  if (item === undefined) return undefined;
  const start = lineStart(text, item.start);
  if (!/^ *-[ \t]+$/.test(text.slice(start, item.start))) return undefined;
  if (item.end > start && text[item.end - 1] === '\n') return { start, end: item.end };
  return restIsBlank(text, item.end) ? { start, end: afterLine(text, item.end) } : undefined;
}

function flowRange(text: string, { items }: SequenceSpan, index: number): Range | undefined {
  const item = items[index];
  if (item === undefined) return undefined;
  if (hasOwnLines(text, item)) return { start: lineStart(text, item.start), end: afterLine(text, item.end) };
  const before = items[index - 1];
  if (before === undefined || !/^\s*,\s*$/.test(text.slice(before.end, item.start))) return undefined;
  return { start: before.end, end: item.end };
}

/** Nothing else stands on the lines of the item but its comma and a comment. */
function hasOwnLines(text: string, { start, end }: Span): boolean {
  const isFirst = /^[ \t]*$/.test(text.slice(lineStart(text, start), start));
  return (
    isFirst && lineStart(text, start) > 0 && /^[ \t]*,?[ \t]*(?:#.*)?$/.test(text.slice(end, endOfLine(text, end)))
  );
}

/** The comma behind the last item that stays, if those behind it go with their lines and the list had none at its end. */
function danglingComma(text: string, { items }: SequenceSpan, kept: number): number | undefined {
  const [stays, next, last] = [items[kept], items[kept + 1], items.at(-1)];
  if (stays === undefined || next === undefined || last === undefined || !hasOwnLines(text, next)) return undefined;
  const comma = skipBlank(text, stays.end);
  return text[comma] === ',' && text[skipBlank(text, last.end)] !== ',' ? comma : undefined;
}

function restIsBlank(text: string, from: number): boolean {
  return /^[ \t]*(?:#.*)?$/.test(text.slice(from, endOfLine(text, from)));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function afterLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline === -1 ? text.length : newline + 1;
}
