// What `sliceward certs issue` does.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { describeCertificate } from '../../certs/describe.ts';
import { issueInto, type Issued } from '../../certs/issue-into.ts';
import { serviceNames } from '../../certs/names.ts';
import type { Algorithm } from '../../certs/x509.ts';
import { DNS_SUBDOMAIN } from '../../model/names.ts';
import { plain } from '../../model/plain.ts';
import { UserError } from '../../model/problem.ts';
import type { Io } from '../io.ts';
import { parseService } from '../service-flag.ts';
import { printed, type DocumentFormat } from './print.ts';

export interface IssueFlags {
  readonly service?: string;
  readonly name?: readonly string[];
  readonly dir: string;
  readonly days: string;
  readonly algorithm: Algorithm;
  readonly output: DocumentFormat;
}

const DAY_MS = 86_400_000;

/** Ten years, the life of a CA. */
const MAX_DAYS = 3652;

/** Throws UserError, and ExternalError. */
export async function runIssue(flags: IssueFlags, io: Io): Promise<void> {
  const order = { directory: flags.dir, names: namesOf(flags), life: daysOf(flags.days) * DAY_MS };
  const issued = await issueInto(order, { now: io.now(), randomBytes, algorithm: flags.algorithm });
  const { authority, isNewAuthority, leaf, ...files } = issued;
  const document = {
    files,
    newAuthority: isNewAuthority,
    certificate: describeCertificate(leaf.certificate, io.now()),
    issuer: describeCertificate(authority.certificate, io.now()),
  };
  io.stdout(printed(flags.output, 'IssuedCertificate', document, () => issuedText(issued, order.names)));
  io.setExitCode(0);
}

function issuedText(
  { certFile, keyFile, caFile, leaf, authority, isNewAuthority }: Issued,
  names: readonly string[],
): string {
  return (
    `issued: ${certFile} and ${keyFile} for ${names.join(', ')}, good until ${day(leaf.certificate.validToDate)}\n` +
    `issuer: ${isNewAuthority ? 'new ' : ''}${caFile}, good until ${day(authority.certificate.validToDate)}\n`
  );
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The Service's names first: the first is the common name. Throws UserError. */
function namesOf({ service, name = [] }: IssueFlags): readonly [string, ...string[]] {
  const [first, ...others] = [
    ...(service === undefined ? [] : serviceNames(parseService(service))),
    ...name.map(oneName),
  ];
  if (first === undefined) throw new UserError('give --service or --name: what the certificate is for');
  return [first, ...new Set(others.filter((other) => other !== first))];
}

function oneName(text: string): string {
  const name = text.toLowerCase();
  const isDomain = name.length <= 253 && DNS_SUBDOMAIN.test(name.replace(/^\*\./, ''));
  if (isIP(name) === 0 && !isDomain)
    throw new UserError(`--name: expected a DNS name or an IP address, not "${plain(text, 200)}"`);
  return name;
}

function daysOf(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MAX_DAYS)
    throw new UserError(`--days: expected a number from 1 to ${MAX_DAYS}, not "${plain(text, 40)}"`);
  return days;
}
