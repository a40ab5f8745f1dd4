// The Secret as certificates and keys. Nothing in it is trusted to be there: what cannot be read is missing, with a
// line for the log, so that a damaged part does not take the others with it.
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { readPem } from '../../model/pem.ts';
import { certificateIn } from '../certificate-block.ts';
import { isKeyOf } from '../issued-by.ts';
import { KEYS, type SecretData } from './secret-keys.ts';

export interface SecretContent {
  readonly current: StoredPair | undefined;
  readonly next: StoredPair | undefined;
  readonly previous: readonly X509Certificate[];
  readonly leaf: StoredPair | undefined;
  /** What is there and cannot be used, each as `KEY: why`. Nothing of its text. */
  readonly faults: readonly string[];
}

export interface StoredPair {
  readonly certificate: X509Certificate;
  /** Undefined unless it belongs to the certificate. */
  readonly privateKey: KeyObject | undefined;
}

/** Far more than a rotation ever keeps. */
const MAX_CERTIFICATES = 100;

export function readSecret(data: SecretData): SecretContent {
  const faults: string[] = [];
  const authority = (names: PairKeys): StoredPair | undefined => {
    const pair = readPair(data, names, faults);
    if (pair === undefined || pair.certificate.ca) return pair;
    faults.push(`${names.certificate}: it is not an authority`);
    return undefined;
  };
  return {
    current: authority(KEYS.current),
    next: authority(KEYS.next),
    previous: certificatesAt(data, KEYS.previous, faults).filter((certificate) => certificate.ca),
    leaf: readPair(data, KEYS.leaf, faults),
    faults,
  };
}

interface PairKeys {
  readonly certificate: string;
  readonly key: string;
}

function readPair(data: SecretData, names: PairKeys, faults: string[]): StoredPair | undefined {
  const [certificate] = certificatesAt(data, names.certificate, faults);
  if (certificate === undefined) return undefined;
  const pem = data.get(names.key);
  const privateKey = pem === undefined ? undefined : readKey(pem);
  if (privateKey === undefined) faults.push(`${names.key}: it is missing or cannot be read`);
  else if (!isKeyOf(privateKey, certificate)) faults.push(`${names.key}: it is not the key of ${names.certificate}`);
  else return { certificate, privateKey };
  return { certificate, privateKey: undefined };
}

function certificatesAt(data: SecretData, name: string, faults: string[]): readonly X509Certificate[] {
  const bytes = data.get(name);
  if (bytes === undefined) return [];
  const { blocks, fault } = readPem(bytes);
  const certificates = blocks.slice(0, MAX_CERTIFICATES).flatMap((block) => certificateIn(block) ?? []);
  if (fault !== undefined) faults.push(`${name}: it ${fault}`);
  else if (certificates.length === 0 || certificates.length < blocks.length)
    faults.push(`${name}: it has a block that is not a certificate, or cannot be read`);
  return certificates;
}

function readKey(pem: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey(Buffer.from(pem));
  } catch {
    return undefined;
  }
}
