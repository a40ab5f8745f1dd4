// Looks at every instant whether what a replica serves verifies against what an API server has seen.
import type { X509Certificate } from 'node:crypto';
import { isIssuedBy } from '../../../../src/certs/issued-by.ts';
import { readBundle } from '../../../../src/certs/rotation/read-bundle.ts';
import { CONFIGURATION_KINDS, type ConfigurationKind } from '../../../../src/certs/plan/state.ts';
import type { ApiServer, Cluster } from './cluster.ts';

type Span = readonly [notBefore: number, notAfter: number];

export class Witness {
  /** Pairs of an API server's view and a replica that were looked at. */
  looks = 0;
  readonly violations: string[] = [];
  /** Since when a configuration has been as someone else left it; undefined when API servers see the repair. */
  readonly replacedAt = new Map<ConfigurationKind, number>();
  /** How long each was so until the write that repaired it. */
  readonly repairs: number[] = [];
  readonly #written = new Set<ConfigurationKind>();
  /** The version of an older Secret that somebody has put in place, with a certificate of its own, until all have it. */
  restored: number | undefined;
  /** From the first instant at which everything verifies, at every API server. */
  isInstalled = false;
  readonly #cluster: Cluster;
  readonly #spans = new Map<string, readonly Span[]>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Before and after everything that happens: in between only time passes, and validity has no gaps. */
  look(what: string): void {
    const broken = CONFIGURATION_KINDS.filter((kind) => this.#breaks(kind));
    const isWhole = broken.length === 0 && this.#cluster.replicas.every(({ served }) => served !== undefined);
    this.isInstalled ||= isWhole && [...this.#cluster.configurations.keys()].every((kind) => this.#isSeen(kind));
    if (!this.isInstalled) return;
    this.#countRepairs();
    const { restored } = this;
    if (isWhole && restored !== undefined && this.#cluster.replicas.every(({ volume }) => volume >= restored))
      this.restored = undefined;
    if (isWhole) for (const kind of this.replacedAt.keys()) if (this.#isSeen(kind)) this.replacedAt.delete(kind);
    for (const kind of broken) {
      if (this.restored !== undefined || this.replacedAt.has(kind)) continue;
      this.violations.push(`${new Date(this.#cluster.now).toISOString()} ${what}: ${kind}`);
    }
  }

  #breaks(kind: ConfigurationKind): boolean {
    return this.#cluster.apiServers.some((server) => this.#breaksAt(server, kind));
  }

  #breaksAt({ skew, seen }: ApiServer, kind: ConfigurationKind): boolean {
    const time = this.#cluster.now + skew;
    const caBundles = seen.get(kind)?.caBundles ?? [];
    let isBroken = false;
    for (const { served } of this.#cluster.replicas) {
      if (served === undefined) continue;
      for (const caBundle of caBundles) {
        this.looks++;
        if (!this.#spansOf(served, caBundle).some(([from, to]) => from <= time && time < to)) isBroken = true;
      }
    }
    return isBroken;
  }

  #countRepairs(): void {
    for (const [kind, since] of this.replacedAt) {
      const caBundles = this.#cluster.configurations.get(kind)?.caBundles;
      // One that is deleted cannot be repaired before someone creates it again.
      if (caBundles === undefined) this.replacedAt.set(kind, this.#cluster.now);
      if (caBundles === undefined || this.#written.has(kind)) continue;
      if (caBundles.some((caBundle) => readBundle(caBundle).authorities.length === 0)) continue;
      this.#written.add(kind);
      this.repairs.push(this.#cluster.now - since);
    }
    for (const kind of this.#written) if (!this.replacedAt.has(kind)) this.#written.delete(kind);
  }

  /** Whether every API server has seen what is stored. */
  #isSeen(kind: ConfigurationKind): boolean {
    const { apiServers, configurations } = this.#cluster;
    const stored = configurations.get(kind);
    return stored !== undefined && apiServers.every(({ seen }) => seen.get(kind)?.version === stored.version);
  }

  /** When a certificate verifies against a bundle. */
  #spansOf(served: X509Certificate, caBundle: Buffer | undefined): readonly Span[] {
    const key = `${served.fingerprint256} ${caBundle?.toString('latin1') ?? ''}`;
    const known = this.#spans.get(key);
    if (known !== undefined) return known;
    const spans = readBundle(caBundle)
      .authorities.filter((authority) => isIssuedBy(served, authority))
      .map((authority): Span => {
        return [
          Math.max(served.validFromDate.getTime(), authority.validFromDate.getTime()),
          Math.min(served.validToDate.getTime(), authority.validToDate.getTime()),
        ];
      });
    this.#spans.set(key, spans);
    return spans;
  }
}
