// Certificate files for people.
import type { CertificateDescription } from '../../certs/describe.ts';
import type { InspectedEntry, InspectedFile } from './inspect.ts';

/** A block of lines for each entry, under `FILE:LINE: what it is`. */
export function inspectText(files: readonly InspectedFile[], now: Date): string {
  return files
    .flatMap((file) => [...file.entries.map((entry) => entryText(file.file, entry, now)), ...problem(file)])
    .join('\n');
}

function problem({ file, problem: why }: InspectedFile): readonly string[] {
  return why === undefined ? [] : [`${file}: it ${why}\n`];
}

function entryText(file: string, entry: InspectedEntry, now: Date): string {
  const place = `${file}:${entry.line}:`;
  if (entry.kind === 'certificate')
    return `${place} ${entry.authority ? 'CA certificate' : 'certificate'}\n${rows(certificateRows(entry, now))}`;
  if (entry.kind === 'unreadable') return `${place} "${entry.label}" cannot be read: ${entry.problem}\n`;
  if (entry.kind === 'other') return `${place} "${entry.label}", which is neither a certificate nor a private key\n`;
  const owners = entry.certificates.map((owner) => `${owner.file}:${owner.line}`).join(', ');
  return `${place} private key, not printed\n${rows([
    ['key', entry.key],
    ['belongs to', owners === '' ? 'no certificate here' : owners],
  ])}`;
}

type Row = readonly [name: string, value: string];

function certificateRows(certificate: CertificateDescription, now: Date): readonly Row[] {
  const { dnsNames, ipAddresses, pathLength, keyUsage, extendedKeyUsage } = certificate;
  const names = [...dnsNames, ...ipAddresses];
  return [
    ['subject', certificate.subject],
    ['issuer', certificate.issuer === certificate.subject ? 'itself' : certificate.issuer],
    ...(names.length > 0 || !certificate.authority ? [['names', names.join(', ') || 'none'] as const] : []),
    ['valid', `${certificate.notBefore} to ${certificate.notAfter} (${validity(certificate, now)})`],
    ...(pathLength === undefined
      ? []
      : [['may sign', pathLength === 0 ? 'leaves' : `leaves, and CAs ${pathLength} deep`] as const]),
    ...(keyUsage === undefined ? [] : [['usage', [...keyUsage, ...(extendedKeyUsage ?? [])].join(', ')] as const]),
    ...(keyUsage === undefined && extendedKeyUsage !== undefined
      ? [['usage', extendedKeyUsage.join(', ')] as const]
      : []),
    ['key', certificate.key],
    ['signature', certificate.signature],
    ['serial', certificate.serialNumber],
    ['SHA-256', certificate.fingerprint],
  ];
}

const DAY_MS = 86_400_000;

/** `364 days left`, `ended 3 days ago`, `begins in 1 day`. */
export function validity(
  { validity: state, notBefore, notAfter }: Pick<CertificateDescription, 'validity' | 'notBefore' | 'notAfter'>,
  now: Date,
): string {
  if (state === 'ended') return `ended ${days(Date.parse(notAfter), now.getTime())} ago`;
  if (state === 'valid') return `${days(now.getTime(), Date.parse(notAfter))} left`;
  return `begins in ${days(now.getTime(), Date.parse(notBefore))}`;
}

function days(from: number, to: number): string {
  const count = Math.floor((to - from) / DAY_MS);
  return `${count} day${count === 1 ? '' : 's'}`;
}

function rows(all: readonly Row[]): string {
  return all.map(([name, value]) => `  ${name.padEnd(10)} ${value}\n`).join('');
}
