// Everything that a PEM file holds, block by block, whatever it is.
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { pemBytes, readPem, type PemBlock } from '../model/pem.ts';
import { certificateIn } from './certificate-block.ts';

export type PemEntry = {
  /** The line of its BEGIN, from 1. */
  readonly line: number;
} & (
  | { readonly kind: 'certificate'; readonly certificate: X509Certificate }
  | { readonly kind: 'privateKey'; readonly privateKey: KeyObject }
  /** An encrypted or unknown key, or a block that does not hold what it says. */
  | { readonly kind: 'unreadable'; readonly label: string; readonly why: string }
  | { readonly kind: 'other'; readonly label: string }
);

export interface PemFile {
  readonly entries: readonly PemEntry[];
  /** Why some of it cannot be read, as a predicate whose subject is the file. */
  readonly fault: string | undefined;
}

/** Far more than any chain or bundle of authorities has. */
export const MAX_BLOCKS = 1000;

export function readPemFile(bytes: Uint8Array): PemFile {
  const { blocks, fault } = readPem(bytes);
  if (blocks.length > MAX_BLOCKS) return { entries: [], fault: `holds over ${MAX_BLOCKS} blocks; give a smaller file` };
  const nothing =
    blocks.length === 0 ? 'holds no PEM block; give a file with "-----BEGIN CERTIFICATE-----"' : undefined;
  return { entries: blocks.map(entryOf), fault: fault ?? nothing };
}

/** The certificates of a file in their order. */
export function certificatesIn({ entries }: PemFile): readonly X509Certificate[] {
  return entries.flatMap((entry) => (entry.kind === 'certificate' ? [entry.certificate] : []));
}

/** The first private key of a file. */
export function privateKeyIn({ entries }: PemFile): KeyObject | undefined {
  return entries.flatMap((entry) => (entry.kind === 'privateKey' ? [entry.privateKey] : []))[0];
}

function entryOf(block: PemBlock): PemEntry {
  const { line, label } = block;
  if (label === 'CERTIFICATE') {
    const certificate = certificateIn(block);
    return certificate === undefined
      ? { kind: 'unreadable', line, label, why: 'it is damaged, or not one certificate' }
      : { kind: 'certificate', line, certificate };
  }
  return label.endsWith('PRIVATE KEY') ? keyOf(block) : { kind: 'other', line, label };
}

function keyOf({ line, label, lines }: PemBlock): PemEntry {
  // As PEM again: node:crypto reads PKCS#8, PKCS#1 and SEC 1 by the label.
  const pem = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
  try {
    return { kind: 'privateKey', line, privateKey: createPrivateKey(pem) };
  } catch {
    const isEncrypted = label.startsWith('ENCRYPTED') || pemBytes({ line, label, lines }) === undefined;
    const why = isEncrypted ? 'it is encrypted, or damaged' : 'it is damaged, or of a kind that is not known here';
    return { kind: 'unreadable', line, label, why };
  }
}
