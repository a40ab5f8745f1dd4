// What others do to the cluster: they replace, damage, delete and restore.
import type { SecretData } from '../../../../src/certs/rotation/secret-keys.ts';
import { CONFIGURATION_KINDS } from '../../../../src/certs/plan/state.ts';
import { DAY, HOUR, MINUTE, SECOND, type Cluster } from './cluster.ts';
import type { Controller } from './controller.ts';
import type { Witness } from './witness.ts';

export interface Disturbances {
  replicaRestarts: number;
  controllerRestarts: number;
  absences: number;
  absentDays: number;
  clockChanges: number;
  replaced: number;
  recreated: number;
  secretsDamaged: number;
  secretsDeleted: number;
  secretsRestored: number;
}

/** Schedules all of it for the whole simulation. An absence of the controller lasts at most `longestAbsence`; 0: never ends. */
export function disturb(
  cluster: Cluster,
  controller: Controller,
  witness: Witness,
  longestAbsence: number,
): Disturbances {
  const { random } = cluster;
  const done: Disturbances = {
    replicaRestarts: 0,
    controllerRestarts: 0,
    absences: 0,
    absentDays: 0,
    clockChanges: 0,
    replaced: 0,
    recreated: 0,
    secretsDamaged: 0,
    secretsDeleted: 0,
    secretsRestored: 0,
  };
  const often = (every: number, run: () => void): void => {
    cluster.after(random.between(0.1 * every, 1.9 * every), () => {
      run();
      often(every, run);
    });
  };
  /** At once, or in the middle of a rotation that has just begun. */
  const soonAfterChange = (run: () => void): void => cluster.after(random.delay(SECOND, 20 * MINUTE), run);

  for (const replica of cluster.replicas) {
    often(20 * DAY, () => {
      done.replicaRestarts++;
      cluster.restart(replica);
    });
  }
  for (const server of cluster.apiServers) {
    often(15 * DAY, () => {
      done.clockChanges++;
      server.skew = cluster.newSkew();
    });
  }
  often(10 * DAY, () => {
    if (!controller.isRunning || longestAbsence === 0) return;
    done.controllerRestarts++;
    controller.start();
  });
  let returnedAt = -Infinity;
  often(40 * DAY, () => {
    if (longestAbsence === 0) return;
    // A week between two, in which it works off what has become due.
    if (!controller.isRunning || cluster.now - returnedAt < 7 * DAY) return;
    const absence = random.chance(0.5) ? random.between(HOUR, DAY) : random.between(DAY, longestAbsence);
    done.absences++;
    done.absentDays += absence / DAY;
    controller.stop();
    cluster.after(absence, () => {
      returnedAt = cluster.now;
      controller.start();
    });
  });
  often(50 * DAY, () => soonAfterChange(() => replaceConfiguration(cluster, witness, done)));
  often(90 * DAY, () =>
    soonAfterChange(() => {
      const before = done.secretsRestored;
      changeSecret(cluster, witness, done, controller.isRunning ? 0 : longestAbsence);
      // The leaf of an older Secret may be due: that is worked off too before the next absence.
      if (done.secretsRestored > before) returnedAt = cluster.now;
    }),
  );
  return done;
}

/** By one without caBundle, by another rotation's, or by nothing for some seconds. */
function replaceConfiguration(cluster: Cluster, witness: Witness, done: Disturbances): void {
  const { random, configurations } = cluster;
  // Whoever destroys both places in which the authorities are leaves nothing to repair them from.
  if (!isIntact(cluster)) return;
  const kind = random.pick(CONFIGURATION_KINDS);
  const stored = configurations.get(kind);
  if (stored === undefined || witness.replacedAt.size > 0 || !witness.isInstalled) return;
  witness.replacedAt.set(kind, cluster.now);
  if (random.chance(0.3)) {
    done.recreated++;
    cluster.storeConfiguration(kind, undefined);
    cluster.after(random.between(SECOND, MINUTE), () =>
      cluster.storeConfiguration(
        kind,
        stored.caBundles.map(() => undefined),
      ),
    );
    return;
  }
  done.replaced++;
  const damaged = random.chance(0.3) ? Buffer.from('\ufeff-----BEGIN CERTIFICATE-----\nAAAA\n') : undefined;
  const one = random.chance(0.5);
  cluster.storeConfiguration(
    kind,
    stored.caBundles.map((caBundle, index) => (one && index > 0 ? caBundle : damaged)),
  );
}

/**
 * Damages parts of the Secret, deletes it, or puts an older one in its place whose leaf lives for `atLeast` milliseconds
 * more: while no controller runs, no plan can renew a leaf that ends.
 */
function changeSecret(cluster: Cluster, witness: Witness, done: Disturbances, atLeast: number): void {
  const { random, secret, secrets } = cluster;
  if (secret.data === undefined || witness.replacedAt.size > 0 || !witness.isInstalled || !isIntact(cluster)) return;
  const kind = random.next();
  if (kind < 0.2) {
    done.secretsDeleted++;
    return cluster.storeSecret(undefined);
  }
  if (kind < 0.35) {
    done.secretsRestored++;
    const older = secrets.slice(-6).filter((one) => {
      const end = cluster.contentOf(one).leaf?.certificate.validToDate;
      return one === secret || atLeast === 0 || end === undefined || end.getTime() > cluster.now + atLeast;
    });
    cluster.storeSecret(random.pick(older).data ?? secret.data);
    witness.restored = cluster.secret.version;
    return;
  }
  done.secretsDamaged++;
  return cluster.storeSecret(damage(cluster, secret.data));
}

function damage({ random }: Cluster, data: SecretData): SecretData {
  const damaged = new Map(data);
  for (const [key, value] of data) {
    if (!random.chance(0.4)) continue;
    const ways = [
      undefined,
      Buffer.alloc(0),
      Buffer.from('hello'),
      value.subarray(0, value.length / 2),
      random.bytes(300),
    ];
    const way = random.pick(ways.map((bytes) => ({ bytes }))).bytes;
    if (way === undefined) damaged.delete(key);
    else damaged.set(key, way);
  }
  return damaged;
}

/** Whether the Secret issued everything that is served, and holds it still. */
function isIntact(cluster: Cluster): boolean {
  const { current, leaf, faults } = cluster.contentOf(cluster.secret);
  if (current?.privateKey === undefined || leaf === undefined || faults.length > 0) return false;
  return cluster.replicas.every(({ served }) => served !== undefined && served.checkIssued(current.certificate));
}
