// The syntax of names and labels, as in https://github.com/kubernetes/apimachinery/tree/master/pkg/util/validation.
// Each function returns why a text is refused, with one entry for each error of the server: a text that is too long and
// has a wrong character is refused twice.

import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE } from '../names.ts';

export type Refusals = readonly string[];

/** Nearly every text is valid, so this costs nothing. */
const NONE: Refusals = [];

/** In bytes, which Kubernetes calls characters. */
export const MAX_LABEL = 63;
const MAX_SUBDOMAIN = 253;

const LABEL_CHARACTERS = /^[-a-z0-9]+$/;
const SUBDOMAIN_CHARACTERS = /^[-.a-z0-9]+$/;
const MISPLACED_IN_SUBDOMAIN = /^[-.]|[-.]$|\.[-.]|-\./;
const QUALIFIED_NAME = new RegExp(`^(?:${DNS_SUBDOMAIN.source.slice(1, -1)}/)?${LABEL_VALUE.source.slice(1)}`);
const NAME_CHARACTERS = /^[-.\w]+$/;
const ALPHANUMERIC_ENDS = /^[^-._](?:[^]*[^-._])?$/;

/** RFC 1123 label: port names, host names. */
export function refuseLabel(text: string): Refusals {
  // On a longer text the pattern would try 62 possible ends.
  if (text.length <= MAX_LABEL && DNS_LABEL.test(text)) return NONE;
  const refusals = tooLong(text, MAX_LABEL);
  if (!LABEL_CHARACTERS.test(text) || text.startsWith('-') || text.endsWith('-')) {
    refusals.push(isSubdomain(text) ? 'must have no dots' : 'must be a lower-case DNS label: a-z, 0-9 and "-" inside');
  }
  return refusals;
}

/** RFC 1123 subdomain: names of objects and nodes. */
export function refuseSubdomain(text: string): Refusals {
  if (isShortSubdomain(text)) return NONE;
  const refusals = tooLong(text, MAX_SUBDOMAIN);
  if (!isSubdomain(text)) refusals.push('must be a lower-case DNS name: a-z, 0-9, and "-" and "." inside');
  return refusals;
}

/** A name with an optional DNS prefix: label keys, finalizers, application protocols. */
export function refuseQualifiedName(text: string): Refusals {
  if (isQualifiedName(text)) return NONE;
  const parts = text.split('/', 3);
  if (parts.length > 2) return ['must have at most one "/", between a DNS prefix and a name'];
  const [prefix, name = ''] = parts.length === 1 ? [undefined, text] : parts;
  const refusals: string[] = [];
  if (prefix === '') refusals.push('must have a prefix before "/"');
  else if (prefix !== undefined) refusals.push(...refuseSubdomain(prefix).map((refusal) => `${refusal} (before "/")`));
  if (name === '') refusals.push('must have a name');
  else refusals.push(...tooLong(name, MAX_LABEL).map((refusal) => `${refusal} in its name`));
  if (!isName(name)) refusals.push('must be a name of letters, digits, and "-", "_" and "." inside');
  return refusals;
}

export function refuseLabelValue(text: string): Refusals {
  if (text === '' || LABEL_VALUE.test(text)) return NONE;
  const refusals = tooLong(text, MAX_LABEL);
  if (!isName(text)) refusals.push('must be empty, or letters, digits, and "-", "_" and "." inside');
  return refusals;
}

/** The key of an annotation: like that of a label, but in any case. */
export function refuseAnnotationKey(text: string): Refusals {
  if (isQualifiedName(text)) return NONE;
  // Go lower-cases character by character: the dotted capital I becomes a plain i, where JavaScript adds a combining
  // dot.
  return refuseQualifiedName(text.replaceAll('\u0130', 'i').toLowerCase());
}

/**
 * What `generateName` is validated as: the server replaces a "-" at the end by an "a", because more characters will
 * follow. It also removes the character before it, so `web.-` is accepted.
 */
export function maskTrailingDash(prefix: string): string {
  const isMasked = prefix.length > 1 && prefix.endsWith('-') && prefix.charCodeAt(prefix.length - 2) < 0x80;
  return isMasked ? `${prefix.slice(0, -2)}a` : prefix;
}

/** What a name must not contain because it becomes part of a URL; weaker than the syntax of names of any kind. */
export function refusePathSegment(name: string): Refusals {
  return name === '.' || name === '..' ? [`must not be "${name}"`] : refusePathPrefix(name);
}

export function refusePathPrefix(prefix: string): Refusals {
  return ['/', '%']
    .filter((character) => prefix.includes(character))
    .map((character) => `must not contain "${character}"`);
}

/** Kubernetes counts bytes, and calls them characters. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (isPair(code, text.charCodeAt(index + 1))) {
      bytes += 2;
      index++;
    } else bytes += 2;
  }
  return bytes;
}

function isPair(code: number, next: number): boolean {
  return code >= 0xd800 && code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
}

/** Every character takes at least one byte, so a long text need not be scanned. */
export function tooLong(text: string, max: number): string[] {
  return text.length > max || utf8Length(text) > max ? [`must have at most ${max} characters`] : [];
}

/** A short text cannot be too long before or after its slash, so one pattern is enough. */
function isQualifiedName(text: string): boolean {
  if (text.length <= MAX_LABEL) return QUALIFIED_NAME.test(text);
  const slash = text.indexOf('/');
  return (
    (slash === -1 || isShortSubdomain(text.slice(0, slash))) &&
    LABEL_VALUE.test(slash === -1 ? text : text.slice(slash + 1))
  );
}

function isShortSubdomain(text: string): boolean {
  return text.length <= MAX_SUBDOMAIN && DNS_SUBDOMAIN.test(text);
}

function isSubdomain(text: string): boolean {
  return SUBDOMAIN_CHARACTERS.test(text) && !MISPLACED_IN_SUBDOMAIN.test(text);
}

function isName(text: string): boolean {
  return NAME_CHARACTERS.test(text) && ALPHANUMERIC_ENDS.test(text);
}
