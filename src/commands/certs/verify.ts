// What `sliceward certs verify` does.
import { describeCertificate } from '../../certs/describe.ts';
import { serviceNames } from '../../certs/names.ts';
import { certificatesIn, privateKeyIn, type PemFile } from '../../certs/pem-file.ts';
import { verifyAsApiServer, type Presented } from '../../certs/verify.ts';
import { labelText } from '../../model/pem.ts';
import { plain } from '../../model/plain.ts';
import { UserError } from '../../model/problem.ts';
import { webhookUrl } from '../../admission/registration.ts';
import type { Io } from '../io.ts';
import { parseService } from '../service-flag.ts';
import { validity } from './inspect-text.ts';
import { printed, type DocumentFormat } from './print.ts';
import { readCertificateFile } from './read-file.ts';

export interface VerifyFlags {
  readonly tlsCert: string;
  readonly tlsKey?: string;
  readonly caFile: string;
  readonly service?: string;
  readonly url?: string;
  readonly at?: string;
  readonly output: DocumentFormat;
}

/** Throws UserError, and ExternalError. */
export async function runVerify(flags: VerifyFlags, io: Io): Promise<void> {
  const host = hostOf(flags);
  const now = timeOf(flags.at) ?? io.now();
  const served = await readCertificateFile(flags.tlsCert, io);
  const bundle = await readCertificateFile(flags.caFile, io);
  const [leaf, ...others] = certificatesIn(served);
  if (leaf === undefined)
    throw new UserError(`${plain(flags.tlsCert, 1000)} ${served.fault ?? 'holds no certificate'}`);
  const key = flags.tlsKey === undefined ? {} : { privateKey: await readKey(flags.tlsKey, io) };
  const presented: Presented = { chain: [leaf, ...others], bundle: certificatesIn(bundle), host, now, ...key };
  const { faults: found, chain } = verifyAsApiServer(presented);
  const faults = [...fileFaults(flags.tlsCert, served, false), ...fileFaults(flags.caFile, bundle, true), ...found];
  const body = {
    host,
    at: now.toISOString(),
    accepted: faults.length === 0,
    faults,
    chain: faults.length > 0 ? [] : chain.map((certificate) => describeCertificate(certificate, now)),
  };
  io.stdout(printed(flags.output, 'CertificateVerdict', body, () => verdictText(flags, presented, faults, chain)));
  io.setExitCode(faults.length === 0 ? 0 : 1);
}

function verdictText(
  { tlsCert }: VerifyFlags,
  { host, now, chain: [leaf] }: Presented,
  faults: readonly string[],
  chain: Presented['bundle'],
): string {
  const what = `${plain(tlsCert, 1000)} for ${plain(host, 300)}`;
  if (faults.length > 0) return `refused: ${what}\n${faults.map((fault) => `  ${fault}\n`).join('')}`;
  const description = describeCertificate(leaf, now);
  const path = chain.slice(1).map((certificate) => describeCertificate(certificate, now).subject);
  const by = path.length === 0 ? 'which is in the bundle itself' : `issued by ${path.join(', by ')}`;
  return `accepted: ${what}, ${by}, until ${description.notAfter} (${validity(description, now)})\n`;
}

/** What else a file holds. An API server passes over it or reads only what is before it. */
function fileFaults(file: string, { entries, fault }: PemFile, isPublic: boolean): readonly string[] {
  const shown = plain(file, 1000);
  const faults = fault === undefined ? [] : [`${shown} ${fault}`];
  for (const entry of entries) {
    if (entry.kind === 'unreadable' && !entry.label.endsWith('PRIVATE KEY'))
      faults.push(`the block of line ${entry.line} in ${shown} cannot be read (${entry.why}); replace it`);
    if (!isPublic || entry.kind === 'certificate') continue;
    if (entry.kind === 'privateKey' || ('label' in entry && entry.label.endsWith('PRIVATE KEY')))
      faults.push(`${shown} holds a private key in line ${entry.line}, and every user can read a caBundle; remove it`);
    else if (entry.kind === 'other')
      faults.push(`${shown} holds a block "${labelText(entry.label)}" in line ${entry.line}; keep certificates only`);
  }
  return faults;
}

async function readKey(file: string, io: Io): Promise<NonNullable<Presented['privateKey']>> {
  const pem = await readCertificateFile(file, io);
  const key = privateKeyIn(pem);
  if (key !== undefined) return key;
  const unreadable = pem.entries.find((entry) => entry.kind === 'unreadable');
  const why = unreadable === undefined ? (pem.fault ?? 'holds no private key') : `cannot be read: ${unreadable.why}`;
  throw new UserError(`${plain(file, 1000)} ${why}`);
}

function hostOf({ service, url }: VerifyFlags): string {
  if ((service === undefined) === (url === undefined))
    throw new UserError('give either --service or --url: where the API server reaches the webhook');
  if (service !== undefined) return serviceNames(parseService(service))[0];
  const target = webhookUrl(url ?? '');
  if (target === undefined)
    throw new UserError(`--url: expected https://HOST[:PORT][/PATH], not "${plain(url ?? '', 200)}"`);
  return new URL(target).hostname;
}

function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? new Date(text)
    : new Date(NaN);
  if (Number.isNaN(time.getTime()))
    throw new UserError(`--at: expected a time like 2027-01-31 or 2027-01-31T00:00:00Z, not "${plain(text, 100)}"`);
  return time;
}
