// Text from manifests in GitHub-flavoured Markdown: printed as text, never as markup.
import { plain } from '../../model/plain.ts';

/**
 * What could open markup, a link, a mention, a formula or a table cell. A numeric reference is never markup (CommonMark
 * 0.31, 2.5).
 */
const MARKUP = /[&<>`*_~|\\[\]#@$]|:(?=\/)|(?<=www)\./gi;

/** As code, in one line. Text within `<code>` is read as Markdown too, so it is escaped. */
export function inCode(text: string, max: number): string {
  return `<code>${escaped(text, max)}</code>`;
}

/** As prose, in one line. GitHub finds `@name` and `#1` in rendered text: a zero-width space prevents that it notifies people. */
export function prose(text: string, max: number): string {
  return escaped(text, max).replaceAll(/&#(?:35|64);/g, '$&&#8203;');
}

function escaped(text: string, max: number): string {
  return plain(text, max).replaceAll(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}
