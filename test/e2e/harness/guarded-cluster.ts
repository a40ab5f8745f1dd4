// What most end-to-end tests start from: a control plane, a sliceward that serves a policy, and its registration in effect.
import { afterAll, afterEach, beforeAll } from 'vitest';
import { eventually } from './children.ts';
import { startControlPlane, type ControlPlane, type ControlPlaneOptions } from './control-plane.ts';
import { sliceward, startGuard, type Guard, type LoggedDecision } from './guard.ts';
import { slice } from './objects.ts';
import type { Outcome } from './run.ts';

export interface GuardedCluster extends ControlPlane {
  readonly guard: Guard;
  /** `kubectl create -f -` of one object. */
  readonly create: (object: object, options?: WriteOptions) => Promise<Outcome>;
  /** Writes a slice as a controller: nobody judges it. Throws if the API server refuses. */
  readonly store: (object: object) => Promise<void>;
  /** `sliceward install` with these further flags, applied. Returns before it is in effect. */
  readonly register: (...flags: readonly string[]) => Promise<void>;
  /** The decisions so far about one object. */
  readonly decisionsAbout: (namespace: string, name: string) => readonly LoggedDecision[];
}

export interface WriteOptions {
  readonly as?: string;
  readonly args?: readonly string[];
}

export interface GuardedClusterOptions extends ControlPlaneOptions {
  /** The SlicePolicy document to serve. */
  readonly policy: object;
  readonly namespaces?: readonly string[];
}

/** A writer that the webhook is not called for. */
export const CONTROLLER = 'system:serviceaccount:kube-system:endpointslice-controller';

/** One for all tests of a file. When one of them fails, its logs are kept and their place is printed. */
export function useGuardedCluster(options: GuardedClusterOptions): () => GuardedCluster {
  let cluster: GuardedCluster | undefined;
  let failed = false;
  beforeAll(async () => {
    cluster = await startGuardedCluster(options);
  });
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => cluster?.stop(failed));
  return () => {
    if (cluster === undefined) throw new Error('the cluster is there only while tests run');
    return cluster;
  };
}

async function startGuardedCluster(options: GuardedClusterOptions): Promise<GuardedCluster> {
  const plane = await startControlPlane(options);
  try {
    const guard = await startGuard(plane, options.policy);
    const cluster = extend(plane, guard);
    for (const namespace of options.namespaces ?? [])
      succeeded(await plane.kubectl(['create', 'namespace', namespace]));
    await cluster.register();
    await inEffect(cluster);
    return cluster;
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
}

function extend(plane: ControlPlane, guard: Guard): GuardedCluster {
  const create: GuardedCluster['create'] = (object, { as, args = [] } = {}) =>
    plane.kubectl(['create', '-f', '-', ...args], {
      stdin: JSON.stringify(object),
      ...(as === undefined ? {} : { as }),
    });
  return {
    ...plane,
    guard,
    create,
    async store(object) {
      succeeded(await create(object, { as: CONTROLLER }));
    },
    async register(...flags) {
      const printed = succeeded(await sliceward(['install', '--url', guard.url, '--ca-file', guard.caFile, ...flags]));
      succeeded(await plane.kubectl(['apply', '-f', '-'], { stdin: printed.stdout }));
    },
    decisionsAbout: (namespace, name) =>
      guard.decisions().filter((decision) => decision.namespace === namespace && decision.name === name),
  };
}

/** A registration takes effect within about 2 s: dry runs are sent until one is judged. */
async function inEffect(cluster: GuardedCluster): Promise<void> {
  const probe = slice('registration-probe');
  await eventually(
    'the registration is in effect',
    async () => {
      const outcome = await cluster.create(probe, { args: ['--dry-run=server'] });
      if (cluster.decisionsAbout('default', 'registration-probe').length > 0) return true;
      succeeded(outcome);
      return false;
    },
    { child: cluster.guard.process },
  );
}

export function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0) throw new Error(`ended with ${outcome.code}: ${outcome.stderr}${outcome.stdout}`);
  return outcome;
}
