// Markdown of generated pages.

export function generatedFrom(source: string): string {
  return `<!-- Generated from ${source} by \`npm run docs\`: change it there. -->\n`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`)
    .join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Prose is plain text: what Markdown would read as markup is escaped. */
export function prose(text: string): string {
  return text.replaceAll(/[\\*_<>[\]]/g, String.raw`\$&`);
}
