// Common mistakes get messages of their own, because those of the parser would mislead.
import type { Position } from '../model/problem.ts';
import type { Lines } from './lines.ts';
import type { ReadError } from './read-error.ts';

interface Explanation {
  readonly position: Position;
  readonly message: string;
}

const TEMPLATE_MARK = '{{';
/** Only without a quote or `#` before it on its line: within quotes and comments it is text. */
const TEMPLATE = /^[^"'#\r\n\u2028\u2029]*?\{\{/m;
const CONFLICT = /^(?:<{7}|>{7}) /m;

/** What is wrong with a text that cannot be read. */
export function explain(text: string, error: ReadError, lines: Lines): Explanation {
  const conflict = text.search(CONFLICT);
  if (conflict !== -1)
    return {
      position: lines.position(conflict),
      message: 'this is a conflict marker of Git; resolve the conflict first',
    };
  const template = TEMPLATE.exec(text);
  if (template !== null) {
    return {
      position: lines.position(template.index + template[0].length - TEMPLATE_MARK.length),
      message: 'this is a template, not YAML; render it first (helm template … | sliceward check -)',
    };
  }
  const directive = text.search(/\S/);
  if (text.startsWith('%', directive)) {
    return {
      position: lines.position(directive),
      message: 'kubectl rejects directives (%YAML, %TAG) because it splits the text at --- first; remove this line',
    };
  }
  const position = lines.position(error.offset);
  const { line } = position;
  return separator(lines, line) ?? strangeIndent(lines, line) ?? { position, message: error.message };
}

/** Looks like a space, but is a letter of a key or a value to YAML. */
const STRANGE_INDENT = /^[ \t]*(?=[\u00a0\u2000-\u200b\u202f\u205f\u3000])/m;

/** The line of an error, or the one before it. */
function strangeIndent(lines: Lines, line: number): Explanation | undefined {
  for (const number of [line - 1, line]) {
    const found = STRANGE_INDENT.exec(lines.line(number) ?? '');
    if (found !== null)
      return {
        position: { line: number, column: found[0].length + 1 },
        message: `line ${number} is indented with a no-break or invisible space; use ordinary spaces`,
      };
  }
  return undefined;
}

const INDENTED = /^[ \t]+(---)\s*(?:#.*)?$/d;
const GLUED = /^(?!\s*#).*[^\s#-](---)\s*$/d;

/** The line of an error, or the one before it, may be an indented separator, or end in one that has lost its line break. */
function separator(lines: Lines, line: number): Explanation | undefined {
  for (const number of [line - 1, line]) {
    const text = lines.line(number) ?? '';
    const [glued] = GLUED.exec(text)?.indices?.[1] ?? [];
    const [indented] = INDENTED.exec(text)?.indices?.[1] ?? [];
    if (glued !== undefined)
      return {
        position: { line: number, column: glued + 1 },
        message: `a separator --- is at the end of line ${number}; put it on a line of its own`,
      };
    if (indented !== undefined)
      return {
        position: { line: number, column: indented + 1 },
        message: `the separator --- in line ${number} is indented; remove the white space before it`,
      };
  }
  return undefined;
}
