// Text of strangers in GitHub-flavoured Markdown: shown as it is, and nothing else.
import { plain } from '../../model/plain.ts';

/** What could open markup, a link, a mention, a formula or a table cell. A numeric reference is never markup (CommonMark 0.31, 2.5). */
const MARKUP = /[&<>`*_~|\\[\]#@$]|:(?=\/)|(?<=www)\./gi;

/** As code, in one line. Also what stands within `<code>` is read as Markdown, so it is escaped all the same. */
export function inCode(text: string, max: number): string {
  return `<code>${escaped(text, max)}</code>`;
}

/** As prose, in one line. GitHub looks for `@name` and `#1` in what has been rendered: a zero-width space keeps it from writing to people. */
export function prose(text: string, max: number): string {
  return escaped(text, max).replaceAll(/&#(?:35|64);/g, '$&&#8203;');
}

function escaped(text: string, max: number): string {
  return plain(text, max).replaceAll(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}
