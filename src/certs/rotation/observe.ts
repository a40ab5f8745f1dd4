// From what was read of the cluster to the facts that a plan needs.
import type { X509Certificate } from 'node:crypto';
import { isIssuedBy } from '../issued-by.ts';
import type { Authority, ConfigurationKind, Leaf, Mode, State, StoredAuthority, Validity } from '../plan/state.ts';
import { readBundle } from './read-bundle.ts';
import type { SecretContent, StoredPair } from './read-secret.ts';

export interface Observed {
  readonly mode: Mode;
  readonly secret: SecretContent;
  /** Milliseconds of a clock that never jumps. */
  readonly secretUnchangedFor: number;
  /** Every name that the certificate must be valid for. */
  readonly names: readonly string[];
  readonly configurations: readonly ObservedConfiguration[];
  readonly replicas: readonly ObservedReplica[];
}

export interface ObservedConfiguration {
  readonly kind: ConfigurationKind;
  readonly injector: string | undefined;
  /** Of each webhook, decoded from base64. */
  readonly caBundles: readonly (Uint8Array | undefined)[];
  /** Milliseconds of a clock that never jumps. */
  readonly unchangedFor: number;
}

export interface ObservedReplica {
  readonly name: string;
  /** The certificate that it showed; undefined if it was not reached. */
  readonly shown: X509Certificate | undefined;
}

export interface Observation {
  readonly state: State;
  /** Every authority that a step can name, by its fingerprint. */
  readonly certificates: ReadonlyMap<string, X509Certificate>;
}

export function observe({ mode, secret, secretUnchangedFor, names, configurations, replicas }: Observed): Observation {
  const read = configurations.map(({ caBundles, ...configuration }) => ({
    ...configuration,
    bundles: caBundles.map(readBundle),
  }));
  const stored = [secret.current, secret.next].flatMap((pair) => (pair === undefined ? [] : [pair.certificate]));
  const certificates = new Map(
    [
      ...stored,
      ...secret.previous,
      ...read.flatMap(({ bundles }) => bundles.flatMap(({ authorities }) => authorities)),
    ].map((certificate) => [certificate.fingerprint256, certificate]),
  );
  const state: State = {
    mode,
    secret: {
      current: storedAuthority(secret.current),
      next: storedAuthority(secret.next),
      previous: secret.previous.map(authority),
      leaf: leafOf(secret, names),
    },
    secretUnchangedFor,
    configurations: read.map((configuration) => ({
      ...configuration,
      bundles: configuration.bundles.map(({ authorities, isClean }) => ({
        authorities: authorities.map(authority),
        isClean,
      })),
    })),
    replicas: replicas.map(({ name, shown }) => ({
      name,
      servesFrom: shown === undefined ? undefined : issuersOf(shown, [...certificates.values()]),
    })),
  };
  return { state, certificates };
}

function leafOf({ leaf, current, next, previous }: SecretContent, names: readonly string[]): Leaf | undefined {
  if (leaf === undefined) return undefined;
  const { certificate, privateKey } = leaf;
  const among = [...[current, next].flatMap((pair) => pair?.certificate ?? []), ...previous];
  const [issuer] = issuersOf(certificate, among);
  const isUsable =
    privateKey !== undefined &&
    certificate.keyUsage !== undefined &&
    certificate.keyUsage.includes(SERVER_AUTH) &&
    names.every((name) => certificate.checkHost(name, { subject: 'never', wildcards: false }) !== undefined);
  return { id: certificate.fingerprint256, ...validity(certificate), issuer, isUsable };
}

function issuersOf(certificate: X509Certificate, among: readonly X509Certificate[]): readonly string[] {
  return among.filter((issuer) => isIssuedBy(certificate, issuer)).map(({ fingerprint256 }) => fingerprint256);
}

/** Extended key usage of TLS servers (RFC 5280, 4.2.1.12). */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

function storedAuthority(pair: StoredPair | undefined): StoredAuthority | undefined {
  return pair === undefined ? undefined : { ...authority(pair.certificate), canIssue: pair.privateKey !== undefined };
}

function authority(certificate: X509Certificate): Authority {
  return { id: certificate.fingerprint256, ...validity(certificate) };
}

function validity({ validFromDate, validToDate }: X509Certificate): Validity {
  return { notBefore: validFromDate.getTime(), notAfter: validToDate.getTime() };
}
