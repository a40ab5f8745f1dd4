// The settings of `sliceward serve`: flags, then SLICEWARD_… variables, then defaults; read strictly.
import { isIP } from 'node:net';
import { largestBody } from '../../admission/http/budget.ts';
import type { ServerOptions } from '../../admission/server-options.ts';
import type { CertificateFiles } from '../../admission/sources/certificate-source.ts';
import { parseDuration, parsePort, parseShare, parseSize } from '../units.ts';
import { UserError } from '../../model/problem.ts';
import type { Io } from '../io.ts';

const DEFAULTS = {
  port: '9443',
  'health-port': '8080',
  enforcement: 'deny',
  'drain-delay': '5s',
  deadline: '20s',
  'body-timeout': '5s',
  'max-body': '24MiB',
  'log-sample': '0.01',
} as const;

/** Name, value and help of each flag. */
export const SERVE_FLAGS = [
  ['bind', 'address', 'IP address to listen on; default: all addresses of the machine'],
  ['port', 'port', 'port of the webhook (HTTPS)'],
  ['health-port', 'port', 'port of /livez, /readyz and /metrics (HTTP)'],
  ['tls-cert', 'file', 'certificate (PEM): the leaf first, then its issuers; reloaded when it changes'],
  ['tls-key', 'file', 'private key of the certificate (PEM)'],
  ['client-ca', 'file', 'refuse clients without a certificate issued by one of these (PEM)'],
  ['policy', 'file', 'SlicePolicy to run, repeatable; reloaded when it changes; default: the preset "recommended"'],
  ['enforcement', 'action', 'the strongest action any rule may take: deny, warn or audit'],
  ['drain-delay', 'duration', 'after SIGTERM, how long to keep serving while clients move to other replicas'],
  ['deadline', 'duration', 'after SIGTERM, when to close all connections, even those with a request in flight'],
  ['body-timeout', 'duration', 'how long the body of a request may take to arrive'],
  ['max-body', 'size', 'larger reviews are not judged, and are denied if a rule could have denied them'],
  ['log-sample', 'share', 'share of clean reviews that are logged, 0 to 1'],
] as const;
type Flag = (typeof SERVE_FLAGS)[number][0];

/** What commander collected: all values of each flag by its camel-cased name. */
export type Given = Readonly<Record<string, readonly string[] | undefined>>;

export interface ServeSettings {
  readonly options: ServerOptions;
  readonly certificate: CertificateFiles;
  readonly policyFiles: readonly string[];
  readonly enforcement: 'deny' | 'warn' | 'audit';
}

/**
 * All bodies together. Three quarters, 48 MiB, are for large bodies: one of the largest, or two of the default limit.
 */
const MAX_HELD_BYTES = 64 * 1024 ** 2;
const LARGEST_BODY = largestBody(MAX_HELD_BYTES);

/**
 * 900,000 endpoints `{}` are 2.7 MB when sent and 31.5 MB after the API server has set defaults, which is before
 * validation.
 */
const MAX_MUTATE_BYTES = 40 * 1024 ** 2;

/** An API server has at most 200 writes in flight by default; each open connection costs about 50 KiB. */
const MAX_CONNECTIONS = 2048;

export function flagHelp(flag: Flag, help: string): string {
  const preset = Object.entries(DEFAULTS).find(([name]) => name === flag);
  return preset === undefined ? help : `${help} (default ${preset[1]})`;
}

/** Throws UserError. */
export function readServeSettings(given: Given, env: Io['env']): ServeSettings {
  const values = (flag: Flag): readonly string[] => given[camelCase(flag)] ?? fromEnvironment(flag, env);
  const optional = (flag: Flag): string | undefined => values(flag).at(-1);
  const text = (flag: keyof typeof DEFAULTS): string => optional(flag) ?? DEFAULTS[flag];
  const file = (flag: Flag): string => optional(flag) ?? missing(flag);
  const duration = (flag: keyof typeof DEFAULTS, min: number): number => parseDuration(text(flag), `--${flag}`, min);
  const bind = address(optional('bind'));
  const certificate = {
    certFile: file('tls-cert'),
    keyFile: file('tls-key'),
    clientCaFile: optional('client-ca'),
  };
  const options: ServerOptions = {
    bind,
    port: parsePort(text('port'), '--port'),
    healthPort: parsePort(text('health-port'), '--health-port'),
    drainDelayMs: duration('drain-delay', 0),
    deadlineMs: duration('deadline', 1),
    bodyTimeoutMs: duration('body-timeout', 1),
    maxBodyBytes: parseSize(text('max-body'), '--max-body'),
    maxMutateBytes: MAX_MUTATE_BYTES,
    maxHeldBytes: MAX_HELD_BYTES,
    maxConnections: MAX_CONNECTIONS,
    logSample: parseShare(text('log-sample'), '--log-sample'),
    processMetrics: true,
  };
  if (options.deadlineMs <= options.drainDelayMs)
    throw new UserError('--deadline must be longer than --drain-delay, because it includes it');
  if (options.maxBodyBytes < 1 || options.maxBodyBytes > LARGEST_BODY) {
    throw new UserError(`--max-body must be 1B to ${LARGEST_BODY / 1024 ** 2}MiB`);
  }
  return { options, certificate, policyFiles: values('policy'), enforcement: action(text('enforcement')) };
}

/** Kubernetes itself sets SLICEWARD_PORT to this in a namespace with a Service named sliceward (enableServiceLinks). */
const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\//;

function fromEnvironment(flag: Flag, env: Io['env']): readonly string[] {
  const value = env[variable(flag)];
  if (value === undefined || value === '' || (flag === 'port' && SERVICE_LINK.test(value))) return [];
  return flag === 'policy' ? value.split(',') : [value];
}

/** `SLICEWARD_TLS_CERT` for `tls-cert`. */
export function variable(flag: Flag): string {
  return `SLICEWARD_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function camelCase(flag: Flag): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function missing(flag: Flag): never {
  throw new UserError(
    `--${flag} (or ${variable(flag)}) is missing; "sliceward certs dev" makes a certificate for a first try`,
  );
}

/** A host name could have several addresses, and only one of them would get new certificates. */
function address(text: string | undefined): string | undefined {
  if (text !== undefined && isIP(text) === 0)
    throw new UserError(`--bind: ${JSON.stringify(text)} is not an IP address`);
  return text;
}

function action(text: string): ServeSettings['enforcement'] {
  if (text === 'deny' || text === 'warn' || text === 'audit') return text;
  throw new UserError(`--enforcement: ${JSON.stringify(text)} is not deny, warn or audit`);
}
