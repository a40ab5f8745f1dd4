// What to write instead of a text that is not an IP address, by what it seems to be.

/** What to do, as the end of a message; undefined if the text is like nothing in particular. */
export function addressAdvice(text: string): string | undefined {
  return text.length > MAX_TEXT ? undefined : ADVICE.find(([pattern]) => pattern.test(text))?.[1];
}

const V4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const V6 = '[0-9a-f:.]*:[0-9a-f:.]*';

/** In UTF-16 code units: longer texts are like nothing, and the patterns are not linear. */
const MAX_TEXT = 300;

const ADVICE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/^$/, 'write an address, or remove the endpoint'],
  [/^[a-z][a-z0-9+.-]*:\/\//i, 'write the IP address of its host, without scheme and path'],
  [new RegExp(`^(?:${V4}|\\[${V6}\\]):\\d{1,5}$`, 'i'), 'write the address without the port, which is in ports'],
  [new RegExp(`^\\[${V6}\\]$`, 'i'), 'write it without the brackets'],
  [new RegExp(`^(?:${V4}|${V6})/\\d{1,3}$`, 'i'), 'write one address, not a range'],
  [/^(?=[\d.]*(?:^|\.)0\d)[\d.]+$/, 'write its numbers without leading zeros'],
  [/^\s|\s$|[^\P{Cf}]|[\u00a0\u3000]/u, 'remove the spaces and invisible characters'],
  [/^(?=.*[a-z])[a-z0-9._-]+$/i, 'write an IP address, or use a Service of type ExternalName for a name'],
];
