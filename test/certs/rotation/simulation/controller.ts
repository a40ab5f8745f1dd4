// A controller as it will run: it reads, plans and writes, and everything that can go wrong with that does.
import { observe, type Observation } from '../../../../src/certs/rotation/observe.ts';
import { bundleOf, secretAfter } from '../../../../src/certs/rotation/write-secret.ts';
import type { State } from '../../../../src/certs/plan/state.ts';
import type { Step, Write } from '../../../../src/certs/plan/step.ts';
import type { Timing } from '../../../../src/certs/plan/timing.ts';
import { HOUR, MINUTE, SECOND, type Cluster, type Secret } from './cluster.ts';

export type Planner = (state: State, now: number, timing: Timing) => readonly Step[];

export interface Setting {
  readonly planner: Planner;
  readonly timing: Timing;
  readonly lifetimes: { readonly authority: number; readonly leaf: number };
  readonly isLucky: boolean;
}

const NAMES = ['sliceward.guard.svc', 'sliceward.guard.svc.cluster.local', 'sliceward.guard'] as const;

export class Controller {
  readonly counts = { passes: 0, createCa: 0, publishBundle: 0, issueLeaf: 0, dropOldCa: 0, promoted: 0 };
  readonly failures = { lost: 0, unanswered: 0, conflict: 0, late: 0, crashed: 0 };
  readonly #cluster: Cluster;
  readonly #setting: Setting;
  /** A process that has ended or was replaced does not plan any more. */
  #process = 0;
  isRunning = true;
  /** When this process first read a version. */
  #firstRead = new Map<number, number>();
  #wakesAt = Infinity;
  /** Signatures are verified again only when something has changed: most passes see what the one before saw. */
  #last: { readonly key: string; readonly observation: Observation } | undefined;

  constructor(cluster: Cluster, setting: Setting) {
    this.#cluster = cluster;
    this.#setting = setting;
    cluster.onChange = () => this.wake(cluster.random.between(0.1 * SECOND, 2 * SECOND));
    this.wake(0);
  }

  stop(): void {
    this.isRunning = false;
    this.#process++;
    this.#wakesAt = Infinity;
  }

  start(): void {
    this.stop();
    this.isRunning = true;
    this.#firstRead = new Map();
    this.wake(SECOND);
  }

  wake(delay: number): void {
    const at = this.#cluster.now + delay;
    if (!this.isRunning || at >= this.#wakesAt) return;
    this.#wakesAt = at;
    const process = this.#process;
    this.#cluster.after(delay, () => {
      if (process !== this.#process || this.#cluster.now < this.#wakesAt) return;
      this.#wakesAt = Infinity;
      this.#pass();
    });
  }

  #pass(): void {
    const { random, now, apiServers, secret } = this.#cluster;
    const { planner, timing } = this.#setting;
    this.counts.passes++;
    const versions = new Map<string, number>(
      [...this.#cluster.configurations].map(([kind, { version }]) => [kind, version]),
    );
    const observation = this.#observe();
    const time = now + random.pick(apiServers).skew;
    const steps = planner(observation.state, time, timing);
    const writes = random.shuffled(steps.filter((step): step is Write => 'kind' in step && isWrite(step)));
    for (const write of writes) {
      if (!this.#setting.isLucky && random.chance(0.02)) {
        this.failures.crashed++;
        this.start();
        return;
      }
      this.#write(write, { observation, secret, versions, time });
    }
    const waits = steps.flatMap((step) => (step.kind === 'waitUntil' ? [step.time - time] : []));
    const soon = writes.length > 0 ? random.between(SECOND, 5 * SECOND) : Math.min(timing.recheck, ...waits);
    this.wake(Math.max(SECOND, soon));
  }

  #observe(): Observation {
    const { random, now, secret, configurations, replicas } = this.#cluster;
    const unchangedFor = (version: number): number => {
      const first = this.#firstRead.get(version) ?? now;
      this.#firstRead.set(version, first);
      return now - first;
    };
    const shown = replicas.map(({ name, served, cutOffUntil }) => {
      const isReached = now >= cutOffUntil && !random.chance(0.03);
      return { name, shown: isReached ? served : undefined };
    });
    const key = [
      secret.version,
      ...[...configurations.values()].map(({ version }) => version),
      ...shown.map((replica) => replica.shown?.fingerprint256),
    ].join(' ');
    const read = [...configurations].map(([kind, { version, caBundles }]) => ({
      kind,
      injector: undefined,
      caBundles,
      unchangedFor: unchangedFor(version),
    }));
    const secretUnchangedFor = unchangedFor(secret.version);
    if (this.#last?.key !== key) {
      const secretContent = this.#cluster.contentOf(secret);
      const observed = {
        mode: 'self-managed',
        secret: secretContent,
        secretUnchangedFor,
        names: NAMES,
        replicas: shown,
      } as const;
      this.#last = { key, observation: observe({ ...observed, configurations: read }) };
    }
    const { state, certificates } = this.#last.observation;
    const times = new Map(read.map(({ kind, unchangedFor: time }) => [kind, time]));
    return {
      certificates,
      state: {
        ...state,
        secretUnchangedFor,
        configurations: state.configurations.map((one) => ({ ...one, unchangedFor: times.get(one.kind) ?? 0 })),
      },
    };
  }

  /** One request: it may be late, lost, applied without an answer, or meet a changed object. */
  #write(write: Write, read: Read): void {
    const { random } = this.#cluster;
    const luck = this.#setting.isLucky ? 0.5 : random.next();
    if (luck < 0.05) return void this.failures.lost++;
    if (luck < 0.1) this.failures.unanswered++;
    const isLate = luck > 0.98;
    if (isLate) this.failures.late++;
    this.#cluster.after(isLate ? random.between(MINUTE, 3 * HOUR) : random.between(0, SECOND), () =>
      this.#apply(write, read),
    );
    // A process that hangs is replaced, and its request arrives nevertheless.
    if (isLate && random.chance(0.5)) this.start();
  }

  #apply(write: Write, { observation, secret, versions, time }: Read): void {
    const cluster = this.#cluster;
    const isTouched = !this.#setting.isLucky && cluster.random.chance(0.03);
    if (write.kind === 'publishBundle') {
      const stored = cluster.configurations.get(write.configuration);
      if (isTouched || stored === undefined || stored.version !== versions.get(write.configuration)) {
        this.failures.conflict++;
        return this.wake(SECOND);
      }
      const bundle = bundleOf(write, observation.certificates);
      this.counts.publishBundle++;
      return cluster.storeConfiguration(
        write.configuration,
        stored.caBundles.map(() => bundle),
      );
    }
    if (isTouched || cluster.secret.version !== secret.version) {
      this.failures.conflict++;
      return this.wake(SECOND);
    }
    this.counts[write.kind]++;
    const data = secret.data ?? new Map<string, Uint8Array>();
    const content = cluster.contentOf(secret);
    if (write.kind === 'issueLeaf' && content.next?.certificate.fingerprint256 === write.issuer) this.counts.promoted++;
    const means = { now: new Date(time), randomBytes: cluster.random.bytes, algorithm: 'ecdsa-p256' } as const;
    const changes = secretAfter(write, data, content, { means, names: NAMES, lifetimes: this.#setting.lifetimes });
    const merged = new Map(data);
    for (const [key, value] of changes) {
      if (value === undefined) merged.delete(key);
      else merged.set(key, value);
    }
    return cluster.storeSecret(merged);
  }
}

interface Read {
  readonly observation: Observation;
  readonly secret: Secret;
  readonly versions: ReadonlyMap<string, number>;
  readonly time: number;
}

function isWrite(step: Step): step is Write {
  return step.kind !== 'waitUntil' && step.kind !== 'blocked';
}
