// Removes items from a list with their lines or commas. Comments on lines of their own stay.
import type { Node, SequenceNode } from '../nodes.ts';
import { endOfLine, skipBlank } from './extent.ts';
import type { Splice } from './splice.ts';

/** Undefined if an item cannot be removed without changing other text, or if no item would remain. */
export function removeItems(
  text: string,
  list: SequenceNode,
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

/** From the beginning of the dash's line to the end of the item's last line. */
function blockRange(text: string, item: Node | undefined): Range | undefined {
  if (item === undefined) return undefined;
  const start = lineStart(text, item.start);
  if (!/^ *-[ \t]+$/.test(text.slice(start, item.start))) return undefined;
  if (item.end > start && text[item.end - 1] === '\n') return { start, end: item.end };
  return restIsBlank(text, item.end) ? { start, end: afterLine(text, item.end) } : undefined;
}

function flowRange(text: string, { items }: SequenceNode, index: number): Range | undefined {
  const item = items[index];
  if (item === undefined) return undefined;
  if (hasOwnLines(text, item)) return { start: lineStart(text, item.start), end: afterLine(text, item.end) };
  const before = items[index - 1];
  if (before === undefined || !/^\s*,\s*$/.test(text.slice(before.end, item.start))) return undefined;
  return { start: before.end, end: item.end };
}

/** Whether the lines of the item have nothing else except its comma and a comment. */
function hasOwnLines(text: string, { start, end }: Node): boolean {
  const isFirst = /^[ \t]*$/.test(text.slice(lineStart(text, start), start));
  return (
    isFirst && lineStart(text, start) > 0 && /^[ \t]*,?[ \t]*(?:#.*)?$/.test(text.slice(end, endOfLine(text, end)))
  );
}

/**
 * The comma after the last item that stays, if the items after it are removed with their lines and the list has no
 * trailing comma.
 */
function danglingComma(text: string, { items }: SequenceNode, kept: number): number | undefined {
  const [keptItem, next, last] = [items[kept], items[kept + 1], items.at(-1)];
  if (keptItem === undefined || next === undefined || last === undefined || !hasOwnLines(text, next)) return undefined;
  const comma = skipBlank(text, keptItem.end);
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
