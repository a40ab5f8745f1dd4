// Names of certificates as text that is safe to print: they are whatever their maker wrote.
import type { X509Certificate } from 'node:crypto';
import { plain } from '../model/plain.ts';
import { ipText, type Names } from './general-names.ts';

/** How many names a message lists. */
const MAX_NAMES = 6;

/** `CN=sliceward CA 2026-11-28, O=shop`; `(no subject)` for an empty one. */
export function subjectText({ subject }: X509Certificate): string {
  return distinguishedText(subject);
}

export function issuerText({ issuer }: X509Certificate): string {
  return distinguishedText(issuer);
}

/** node:crypto separates parts by line breaks, and has nothing for an empty name. */
function distinguishedText(text: string | undefined): string {
  return text === undefined || text === '' ? '(no subject)' : plain(text.replaceAll('\n', ', '), 200);
}

/** The first names of a certificate. */
export function namesText(names: Names): string {
  const all = [...names.dns, ...names.ips.map(ipText)];
  const more = all.length > MAX_NAMES ? ` and ${all.length - MAX_NAMES} more` : '';
  return `${all.slice(0, MAX_NAMES).map(nameOf).join(', ')}${more}`;
}

export function nameOf(host: string): string {
  return plain(host, 100);
}
