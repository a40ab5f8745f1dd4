// The settings of `sliceward serve`: flags, then SLICEWARD_… variables, then defaults; read strictly.
import { isIP } from 'node:net';
import { largestBody } from '../../admission/http/budget.ts';
import type { ServerOptions } from '../../admission/server-options.ts';
import { parseDuration, parsePort, parseShare, parseSize } from '../units.ts';
import { WATCH_TIMES } from '../../admission/files.ts';
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
  ['bind', 'address', 'IP address to listen on; every one of the machine when absent'],
  ['port', 'port', 'port of the webhook (HTTPS)'],
  ['health-port', 'port', 'port of /livez, /readyz and /metrics (HTTP)'],
  ['tls-cert', 'file', 'certificate (PEM): the leaf, then what it was issued by; reloaded when it changes'],
  ['tls-key', 'file', 'its private key (PEM)'],
  ['client-ca', 'file', 'refuse clients without a certificate issued by one of these (PEM)'],
  ['policy', 'file', 'SlicePolicy to run, repeatable; reloaded when it changes; the preset "recommended" when absent'],
  ['enforcement', 'action', 'the strongest action any rule may take: deny, warn or audit'],
  ['drain-delay', 'duration', 'after SIGTERM, how long to go on serving while clients turn away'],
  ['deadline', 'duration', 'after SIGTERM, when to end whatever is in flight'],
  ['body-timeout', 'duration', 'how long a body may take to arrive'],
  ['max-body', 'size', 'larger reviews are not judged, and denied where a rule could have denied them'],
  ['log-sample', 'share', 'share of the clean reviews that are logged, 0 to 1'],
] as const;
type Flag = (typeof SERVE_FLAGS)[number][0];

/** What commander collected: every value of each flag under its camel-cased name. */
export type Given = Readonly<Record<string, readonly string[] | undefined>>;

export interface ServeSettings {
  readonly options: ServerOptions;
  readonly enforcement: 'deny' | 'warn' | 'audit';
}

/** All bodies together. Three quarters, 48 MiB, are for large ones: one of the largest, or two of the default size. */
const MAX_HELD_BYTES = 64 * 1024 ** 2;
const LARGEST_BODY = largestBody(MAX_HELD_BYTES);

/** 900,000 endpoints `{}`, 2.7 MB when sent, are 31.5 MB when the API server has filled in its defaults, and validation comes later. */
const MAX_MUTATE_BYTES = 40 * 1024 ** 2;

/** An API server keeps at most 200 writes in flight by default; each open connection costs some 50 KiB. */
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
  const options: ServerOptions = {
    bind: address(optional('bind')),
    port: parsePort(text('port'), '--port'),
    healthPort: parsePort(text('health-port'), '--health-port'),
    certFile: file('tls-cert'),
    keyFile: file('tls-key'),
    clientCaFile: optional('client-ca'),
    policyFiles: values('policy'),
    drainDelayMs: duration('drain-delay', 0),
    deadlineMs: duration('deadline', 1),
    bodyTimeoutMs: duration('body-timeout', 1),
    maxBodyBytes: parseSize(text('max-body'), '--max-body'),
    maxMutateBytes: MAX_MUTATE_BYTES,
    maxHeldBytes: MAX_HELD_BYTES,
    maxConnections: MAX_CONNECTIONS,
    logSample: parseShare(text('log-sample'), '--log-sample'),
    watch: WATCH_TIMES,
    processMetrics: true,
  };
  if (options.deadlineMs <= options.drainDelayMs)
    throw new UserError('--deadline must be longer than --drain-delay, which it includes');
  if (options.maxBodyBytes < 1 || options.maxBodyBytes > LARGEST_BODY) {
    throw new UserError(`--max-body must be 1B to ${LARGEST_BODY / 1024 ** 2}MiB`);
  }
  return { options, enforcement: action(text('enforcement')) };
}

/** What Kubernetes itself sets SLICEWARD_PORT to in a namespace that has a Service of the name sliceward (enableServiceLinks). */
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
    `--${flag} (or ${variable(flag)}) is needed; "sliceward certs dev" makes a certificate to try with`,
  );
}

/** A name could stand for several addresses, of which only one would get new certificates. */
function address(text: string | undefined): string | undefined {
  if (text !== undefined && isIP(text) === 0)
    throw new UserError(`--bind: expected an IP address, not ${JSON.stringify(text)}`);
  return text;
}

function action(text: string): ServeSettings['enforcement'] {
  if (text === 'deny' || text === 'warn' || text === 'audit') return text;
  throw new UserError(`--enforcement: expected deny, warn or audit, not ${JSON.stringify(text)}`);
}
