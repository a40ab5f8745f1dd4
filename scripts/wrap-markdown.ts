// Markdown with prose of at most 120 characters a line, as CONTRIBUTING.md asks. Tables, code and headings stay.

/** In UTF-16 code units. */
const WIDTH = 120;

const FENCE = /^\s*(?:```|~~~)/;
const NO_PROSE = /^\s*(?:$|#|\||<!--|>|\[[^\]]+\]: )/;
const ITEM = /^(\s*(?:[-*+]|\d+\.)\s+)(.*)$/;
/** At the beginning of a line these would begin a list, a quote, a heading or a table. */
const SPECIAL = /^(?:[-+*>#|]|\d+[.)]$)/;

/** Wraps each paragraph and list item that has a longer line. What it means stays the same. */
export function wrapMarkdown(text: string): string {
  const wrapped: string[] = [];
  let block: string[] = [];
  let isCode = false;
  const endBlock = (): void => {
    wrapped.push(...wrapBlock(block));
    block = [];
  };
  for (const line of text.split('\n')) {
    const isFence = FENCE.test(line);
    if (isFence || isCode || NO_PROSE.test(line)) {
      endBlock();
      wrapped.push(line);
      if (isFence) isCode = !isCode;
      continue;
    }
    if (ITEM.test(line)) endBlock();
    block.push(line);
  }
  endBlock();
  return wrapped.join('\n');
}

function wrapBlock(lines: readonly string[]): readonly string[] {
  const [first] = lines;
  if (first === undefined || lines.every((line) => line.length <= WIDTH)) return lines;
  const [, marker = /^\s*/.exec(first)?.[0] ?? '', text = first.trimStart()] = ITEM.exec(first) ?? [];
  const words = [text, ...lines.slice(1)].flatMap((line) => line.trim().split(/ +/));
  const indent = ' '.repeat(marker.length);
  const wrapped: string[] = [];
  let line = marker;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH && !SPECIAL.test(word)) {
      wrapped.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...wrapped, line];
}
