// Numbers of findings as a table for a terminal.
import { plain } from '../model/plain.ts';
import type { CountsTable } from './counts-table.ts';
import type { Palette } from './palette.ts';
import { plural } from './plural.ts';

const MAX_NAME = 300;

/**
 * Lines of equal columns under a heading, and an empty line; nothing if nothing was counted. Prints at most `max` rows.
 */
export function countsText(title: string, table: CountsTable, max: number, { strong, faint }: Palette): string {
  const rows = table.rows();
  if (rows.length === 0) return '';
  const shown = rows.slice(0, max).map(([name, counts]) => [plain(name, MAX_NAME), counts] as const);
  const width = Math.max(title.length, ...shown.map(([name]) => name.length));
  const head = strong(`${title.padEnd(width)}${cells(['deny', 'warn', 'audit'])}`);
  const lines = shown.map(([name, { deny, warn, audit }]) => `${name.padEnd(width)}${cells([deny, warn, audit])}`);
  const left = rows.length - shown.length;
  return [head, ...lines, ...(left === 0 ? [] : [faint(`and ${plural(left, title)} more`)]), '', ''].join('\n');
}

function cells(values: readonly (string | number)[]): string {
  return values.map((value) => String(value).padStart(9)).join('');
}
