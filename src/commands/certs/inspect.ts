// What `sliceward certs inspect` does.
import type { KeyObject } from 'node:crypto';
import { describeCertificate, keyText, type CertificateDescription } from '../../certs/describe.ts';
import { isKeyOf } from '../../certs/issued-by.ts';
import { certificatesIn, type PemEntry, type PemFile } from '../../certs/pem-file.ts';
import { labelText } from '../../model/pem.ts';
import { plain } from '../../model/plain.ts';
import { UserError } from '../../model/problem.ts';
import type { Io } from '../io.ts';
import { inspectText } from './inspect-text.ts';
import { printed, type DocumentFormat } from './print.ts';
import { readCertificateFile } from './read-file.ts';

export interface InspectedFile {
  readonly file: string;
  readonly entries: readonly InspectedEntry[];
  /** Why some of it could not be read, as a predicate whose subject is the file. */
  readonly problem?: string;
}

export type InspectedEntry = { readonly line: number } & (
  | ({ readonly kind: 'certificate' } & CertificateDescription)
  | { readonly kind: 'privateKey'; readonly key: string; readonly certificates: readonly KeyOwner[] }
  | { readonly kind: 'unreadable'; readonly label: string; readonly problem: string }
  | { readonly kind: 'other'; readonly label: string }
);

/** A certificate that a key belongs to. */
export interface KeyOwner {
  readonly file: string;
  readonly line: number;
}

interface Read {
  readonly file: string;
  readonly pem: PemFile;
}

/** Throws UserError, and ExternalError. */
export async function runInspect(paths: readonly string[], output: DocumentFormat, io: Io): Promise<void> {
  if (paths.filter((path) => path === '-').length > 1)
    throw new UserError('standard input is given twice; give - once');
  const all: Read[] = [];
  for (const path of paths) all.push({ file: plain(path, 1000), pem: await readCertificateFile(path, io) });
  const files = all.map((read) => inspected(read, all, io.now()));
  io.stdout(printed(output, 'CertificateFiles', { files }, () => inspectText(files, io.now())));
  const isWhole = files.every(
    ({ problem, entries }) => problem === undefined && entries.every(({ kind }) => kind !== 'unreadable'),
  );
  io.setExitCode(isWhole ? 0 : 2);
}

function inspected({ file, pem }: Read, all: readonly Read[], now: Date): InspectedFile {
  const entries = pem.entries.map((entry) => inspectedEntry(entry, all, now));
  return { file, entries, ...(pem.fault === undefined ? {} : { problem: pem.fault }) };
}

function inspectedEntry(entry: PemEntry, all: readonly Read[], now: Date): InspectedEntry {
  const { line } = entry;
  if (entry.kind === 'certificate')
    return { kind: 'certificate', line, ...describeCertificate(entry.certificate, now) };
  if (entry.kind === 'privateKey')
    return { kind: 'privateKey', line, key: keyText(entry.privateKey), certificates: ownersOf(entry.privateKey, all) };
  const label = labelText(entry.label);
  return entry.kind === 'unreadable'
    ? { kind: 'unreadable', line, label, problem: entry.why }
    : { kind: 'other', line, label };
}

/** With many keys and certificates only the first certificates of each file are compared: each costs some time. */
const MAX_COMPARED = 100;

function ownersOf(privateKey: KeyObject, all: readonly Read[]): readonly KeyOwner[] {
  return all.flatMap(({ file, pem }) => {
    const few = new Set(certificatesIn(pem).slice(0, MAX_COMPARED));
    return pem.entries.flatMap((entry) =>
      entry.kind === 'certificate' && few.has(entry.certificate) && isKeyOf(privateKey, entry.certificate)
        ? [{ file, line: entry.line }]
        : [],
    );
  });
}
