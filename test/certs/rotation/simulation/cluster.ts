// What is stored, who sees it when, and what replicas serve: the world that a rotation changes.
import type { X509Certificate } from 'node:crypto';
import { isKeyOf } from '../../../../src/certs/issued-by.ts';
import { readSecret, type SecretContent } from '../../../../src/certs/rotation/read-secret.ts';
import type { SecretData } from '../../../../src/certs/rotation/secret-keys.ts';
import type { ConfigurationKind } from '../../../../src/certs/plan/state.ts';
import { Agenda, type Random } from './random.ts';

export const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

export interface StoredConfiguration {
  readonly version: number;
  readonly caBundles: readonly (Buffer | undefined)[];
}

/** Sees configurations late, and has a clock of its own. */
export interface ApiServer {
  skew: number;
  readonly seen: Map<ConfigurationKind, StoredConfiguration>;
}

export interface Replica {
  readonly name: string;
  /** The version of the Secret in its volume. */
  volume: number;
  /** Its node reaches neither the API server nor the controller until then, though API servers reach it. */
  cutOffUntil: number;
  /** Undefined while it does not run or has nothing to serve. */
  served: X509Certificate | undefined;
}

export interface Secret {
  readonly version: number;
  readonly at: number;
  /** Undefined: deleted. */
  readonly data: SecretData | undefined;
}

export interface Shape {
  readonly apiServers: number;
  readonly replicas: number;
  /** How many webhooks each configuration has. */
  readonly configurations: ReadonlyMap<ConfigurationKind, number>;
}

export class Cluster {
  now: number;
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly apiServers: readonly ApiServer[];
  readonly replicas: readonly Replica[];
  readonly configurations = new Map<ConfigurationKind, StoredConfiguration>();
  readonly secrets: Secret[];
  /** Called when something that a controller watches has changed. */
  onChange: () => void = () => {};
  #version = 0;
  readonly #contents = new Map<number, SecretContent>();

  constructor(random: Random, start: number, shape: Shape) {
    this.random = random;
    this.now = start;
    this.secrets = [{ version: 0, at: start, data: undefined }];
    this.apiServers = Array.from({ length: shape.apiServers }, () => ({ skew: this.newSkew(), seen: new Map() }));
    this.replicas = Array.from({ length: shape.replicas }, (_, index) => ({
      name: `replica-${index}`,
      volume: 0,
      cutOffUntil: 0,
      served: undefined,
    }));
    for (const [kind, webhooks] of shape.configurations)
      this.storeConfiguration(
        kind,
        Array.from({ length: webhooks }, () => undefined),
      );
  }

  newSkew(): number {
    return this.random.between(-5 * MINUTE, 5 * MINUTE);
  }

  after(delay: number, run: () => void): void {
    this.agenda.add(this.now + delay, run);
  }

  get secret(): Secret {
    const last = this.secrets.at(-1);
    if (last === undefined) throw new Error('there is always a version of the Secret');
    return last;
  }

  contentOf({ version, data }: Secret): SecretContent {
    const known = this.#contents.get(version);
    if (known !== undefined) return known;
    const content = readSecret(data ?? new Map());
    this.#contents.set(version, content);
    return content;
  }

  storeSecret(data: SecretData | undefined): void {
    this.secrets.push({ version: ++this.#version, at: this.now, data });
    const { version } = this.secret;
    const { random } = this;
    for (const replica of this.replicas) {
      if (random.chance(0.1)) replica.cutOffUntil = this.now + random.between(0, 6 * HOUR);
      // A kubelet brings it within two minutes, seldom within half an hour.
      this.after(random.delay(2 * MINUTE, 30 * MINUTE), () => this.#bring(replica, version));
      // Roll-outs and rotations come together: an upgrade does both.
      if (random.chance(0.15)) this.after(random.between(0, 15 * MINUTE), () => this.restart(replica));
    }
    this.onChange();
  }

  storeConfiguration(kind: ConfigurationKind, caBundles: readonly (Buffer | undefined)[] | undefined): void {
    const version = ++this.#version;
    if (caBundles === undefined) this.configurations.delete(kind);
    else this.configurations.set(kind, { version, caBundles });
    for (const { seen } of this.apiServers) {
      this.after(this.random.delay(SECOND, 60 * SECOND), () => {
        if ((seen.get(kind)?.version ?? -1) < version) seen.set(kind, { version, caBundles: caBundles ?? [] });
      });
    }
    this.onChange();
  }

  /** A replica ends and starts, perhaps on a node whose kubelet is up to ten minutes behind. */
  restart(replica: Replica): void {
    replica.served = undefined;
    this.after(this.random.between(SECOND, MINUTE), () => {
      const seen = this.now - this.random.between(0, 10 * MINUTE);
      const secret = this.secrets.findLast(({ at }) => at <= seen) ?? this.secret;
      replica.volume = secret.version;
      this.#load(replica, secret);
      // The kubelet catches up.
      const { version } = this.secret;
      this.after(this.random.between(0, 10 * MINUTE), () => this.#bring(replica, version));
    });
  }

  #bring(replica: Replica, version: number): void {
    if (replica.volume >= version) return;
    if (this.now < replica.cutOffUntil)
      return this.agenda.add(replica.cutOffUntil + MINUTE, () => this.#bring(replica, version));
    const secret = this.secrets.find((one) => one.version === version);
    // The volume of a running pod keeps what it has when the Secret is deleted.
    if (secret?.data === undefined) return;
    replica.volume = version;
    this.#load(replica, secret);
  }

  /** As `serve` does: a pair that cannot be served with never replaces one that can. */
  #load(replica: Replica, secret: Secret): void {
    const { leaf } = this.contentOf(secret);
    if (leaf?.privateKey === undefined || !isKeyOf(leaf.privateKey, leaf.certificate)) return;
    const { validFromDate, validToDate } = leaf.certificate;
    if (validFromDate.getTime() > this.now || validToDate.getTime() <= this.now) return;
    replica.served = leaf.certificate;
    this.onChange();
  }
}
