// The line of a file that a message is about, with a caret under the place.
import { plain } from '../../model/plain.ts';
import type { Position } from '../../model/problem.ts';
import type { Palette } from '../palette.ts';
import type { SourceLines } from '../writer.ts';

/** Of a longer line only the part around the place is printed: JSON may be one line of a megabyte. */
const WIDTH = 120;
const BEFORE = 40;

/** Two lines, `  9 |   - addresses: […]` and the caret; empty if the file has no such line or the line is blank. */
export function excerpt(lines: SourceLines | undefined, { line, column }: Position, palette: Palette): string {
  const source = lines?.line(line);
  if (source === undefined || source.trim() === '') return '';
  const start = source.length > WIDTH ? Math.max(0, column - 1 - BEFORE) : 0;
  const shown = source.slice(start, start + WIDTH);
  // Control characters are printed as escapes, which moves the text after them.
  const before = safe(shown.slice(0, column - 1 - start));
  const behind = safe(shown.slice(column - 1 - start));
  const cutStart = start > 0 ? '…' : '';
  const cutEnd = start + WIDTH < source.length ? '…' : '';
  const number = String(line).padStart(4);
  const gutter = ' '.repeat(number.length);
  return [
    `${palette.faint(`${number} |`)} ${cutStart}${before}${behind}${cutEnd}`,
    `${palette.faint(`${gutter} |`)} ${' '.repeat(cutStart.length + before.length)}${palette.strong('^')}`,
    '',
  ].join('\n');
}

function safe(text: string): string {
  return plain(text.replaceAll('\t', ' '), Infinity);
}
