// Edits of a text at random places: what a slip of the hand, an editor or a template does to a manifest.
import type { Random } from '../../drills/support/scale.ts';

export type Edit = (text: string, next: Random) => string;

/** A whole number from 0, below `count`. */
export function below(next: Random, count: number): number {
  return Math.floor(next() * count);
}

export function any<Item>(next: Random, items: readonly Item[]): Item {
  const item = items[below(next, items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** Replaces what is between two offsets. */
export function splice(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** An edit of one line, which may give several or none. */
export function ofLine(edit: (line: string, next: Random) => readonly string[]): Edit {
  return (text, next) => {
    const lines = text.split('\n');
    const at = below(next, lines.length);
    return lines.toSpliced(at, 1, ...edit(lines[at] ?? '', next)).join('\n');
  };
}

/** An edit of one of the places that a pattern finds; none if there are none. */
export function ofMatch(pattern: RegExp, edit: (found: string, next: Random) => string): Edit {
  return (text, next) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return text;
    const { 0: part, index } = any(next, found);
    return splice(text, index, index + part.length, edit(part, next));
  };
}

/** Puts a text before a random character, or at the end. */
export function insert(choose: (next: Random) => string): Edit {
  return (text, next) => {
    const at = below(next, text.length + 1);
    return splice(text, at, at, choose(next));
  };
}

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Each line of a text behind an indent. */
export function indented(text: string, indent: string): string {
  return text.replaceAll(/^(?=[^\n])/gm, indent);
}
