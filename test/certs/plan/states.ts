// States to plan from, in days before and after one moment.
import type {
  Authority,
  Configuration,
  Leaf,
  Replica,
  SecretState,
  State,
  StoredAuthority,
} from '../../../src/certs/plan/state.ts';

export const DAY_MS = 86_400_000;
export const NOW = Date.UTC(2026, 10, 28);

/** From some days after NOW (negative: before) for some days. */
export function authority(id: string, from: number, days: number): StoredAuthority {
  return { id, notBefore: NOW + from * DAY_MS, notAfter: NOW + (from + days) * DAY_MS, canIssue: true };
}

export function leafOf(issuer: Authority, from: number, days: number): Leaf {
  const notBefore = NOW + from * DAY_MS;
  return {
    id: `leaf of ${issuer.id}`,
    notBefore,
    notAfter: notBefore + days * DAY_MS,
    issuer: issuer.id,
    isUsable: true,
  };
}

export interface Parts {
  readonly secret?: Partial<SecretState>;
  /** What the validating and the mutating configuration hold, each of one webhook. */
  readonly published?: readonly (readonly Authority[])[];
  readonly replicas?: readonly Replica[];
}

export function stateOf({ secret = {}, published = [], replicas = [] }: Parts): State {
  return {
    mode: 'self-managed',
    secret: { current: undefined, next: undefined, previous: [], leaf: undefined, ...secret },
    secretUnchangedFor: 30 * DAY_MS,
    configurations: published.map((authorities, index) =>
      configuration(index === 0 ? 'validating' : 'mutating', authorities),
    ),
    replicas,
  };
}

export function configuration(
  kind: Configuration['kind'],
  authorities: readonly Authority[],
  changes: Partial<Configuration> = {},
): Configuration {
  return {
    kind,
    injector: undefined,
    bundles: [{ authorities, isClean: true }],
    unchangedFor: 10 * 60_000,
    ...changes,
  };
}

export function serving(...issuers: readonly Authority[]): readonly Replica[] {
  return issuers.map(({ id }, index) => ({ name: `replica-${index}`, servesFrom: [id] }));
}
