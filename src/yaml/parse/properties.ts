// Scans anchors, aliases and tags.
import {
  AT,
  BACKTICK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isBlankOrEnd,
  PERCENT,
  QUESTION,
} from './characters.ts';
import type { Cursor } from './cursor.ts';

const NAME = /[0-9A-Za-z_-]*/y;
const AFTER_NAME: ReadonlySet<number> = new Set([
  QUESTION,
  COLON,
  COMMA,
  CLOSE_BRACKET,
  CLOSE_BRACE,
  PERCENT,
  AT,
  BACKTICK,
]);

/** The name after the `&` or `*` at the cursor, which moves past it. Throws ReadError. */
export function scanName(cursor: Cursor): string {
  const { text, at } = cursor;
  NAME.lastIndex = at + 1;
  const [name = ''] = NAME.exec(text) ?? [];
  const end = at + 1 + name.length;
  const after = text.charCodeAt(end);
  if (name === '' || !(isBlankOrEnd(after) || AFTER_NAME.has(after)))
    throw cursor.error(
      at,
      `text after ${text.charAt(at)} must be a name of letters, digits, _ and -; quote text that begins with it`,
    );
  cursor.at = end;
  return name;
}

/** What every tag of YAML itself begins with. */
export const STANDARD_TAG = 'tag:yaml.org,2002:';

const VERBATIM = /!<([0-9A-Za-z_;/?:@&=+$,.!~*'()[\]-]+)>/y;
const SHORT = /!(!?)([0-9A-Za-z_;/?:@&=+$,.!~*'()[\]-]*)/y;
/** `!name!suffix`: only a %TAG directive could define the name, and kubectl has none. */
const NAMED = /^[0-9A-Za-z_-]+!/;

/** The whole name of the tag whose `!` is at the cursor, which moves past it: `!!str` is `tag:yaml.org,2002:str`. Throws ReadError. */
export function scanTag(cursor: Cursor): string {
  const { text, at } = cursor;
  VERBATIM.lastIndex = at;
  SHORT.lastIndex = at;
  const verbatim = VERBATIM.exec(text);
  const short = verbatim === null ? SHORT.exec(text) : null;
  cursor.at = at + (verbatim ?? short ?? [''])[0].length;
  const after = text.charCodeAt(cursor.at);
  const [, double = '', name = ''] = short ?? [];
  if (!isBlankOrEnd(after) || (verbatim === null && ((double !== '' && name === '') || NAMED.test(name))))
    throw cursor.error(at, 'this is not a tag that kubectl reads; remove it, or quote text that begins with !');
  if (verbatim !== null) return verbatim[1] ?? '';
  return double === '' ? `!${name}` : `${STANDARD_TAG}${name}`;
}
