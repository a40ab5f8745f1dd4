// What GitHub makes of escaped text.

/** A pattern of text in which nothing is markup, a table cell, a link, a mention or a formula. */
export const HARMLESS = String.raw`(?:[^\n&<>\x60*_~|\\\[\]#@$]|&#\d+;)*`;

/** The text that a reader sees; zero-width spaces are not seen. */
export function rendered(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).replaceAll('\u200b', '');
}
