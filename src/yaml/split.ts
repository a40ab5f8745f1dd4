// Splits text into documents before anything is parsed, as kubectl does: so one that is broken takes no other with it.
import { readJson, type JsonChunk } from './json.ts';

export interface YamlChunk {
  readonly kind: 'yaml';
  /** Offsets into the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A line that begins with `---` and goes on with something else than a comment: kubectl stops reading there. */
export interface BadSeparator {
  readonly kind: 'bad-separator';
  readonly start: number;
}

const SEPARATOR = '---';

/** JSON objects in a row as long as the text goes on with a well-formed one, then YAML documents between lines of `---`. */
export function* split(text: string): Generator<JsonChunk | YamlChunk | BadSeparator> {
  let end = 0;
  for (;;) {
    const start = skipSpace(text, end);
    const json = text.startsWith('{', start) ? readJson(text, start) : undefined;
    if (json === undefined) break;
    yield json;
    end = json.end;
  }
  yield* splitYaml(text, end);
}

function* splitYaml(text: string, from: number): Generator<YamlChunk | BadSeparator> {
  let start = from;
  while (start < text.length) {
    const separator = nextSeparator(text, start);
    if (separator > start) yield { kind: 'yaml', start, end: separator };
    if (separator === text.length) return;
    const newline = text.indexOf('\n', separator);
    start = newline === -1 ? text.length : newline + 1;
    const after = text.slice(separator + SEPARATOR.length, start).trim();
    if (after !== '' && !after.startsWith('#')) yield { kind: 'bad-separator', start: separator };
  }
}

/** Where the next line of `---` begins; the end of the text if there is none. */
function nextSeparator(text: string, from: number): number {
  if (text.startsWith(SEPARATOR, from)) return from;
  const found = text.indexOf(`\n${SEPARATOR}`, from);
  return found === -1 ? text.length : found + 1;
}

function skipSpace(text: string, from: number): number {
  const rest = /\S/g;
  rest.lastIndex = from;
  return rest.exec(text)?.index ?? text.length;
}
