// Colours of terminal output, as functions from text to text: without a terminal nothing changes.

export interface Palette {
  readonly deny: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly audit: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

export const PLAIN: Palette = { deny: keep, warn: keep, audit: keep, strong: keep, faint: keep };

/** SGR sequences (ECMA-48) that every terminal of today knows. */
export const ANSI: Palette = { deny: sgr(31), warn: sgr(33), audit: sgr(36), strong: sgr(1), faint: sgr(2) };

function keep(text: string): string {
  return text;
}

function sgr(code: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[0m`;
}
