// Two replicas of sliceward behind a balancer, registered with a real API server.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { ca } from '../../admission/support.ts';
import { eventually } from '../../e2e/harness/children.ts';
import { startControlPlane, type ControlPlane } from '../../e2e/harness/control-plane.ts';
import { sliceward } from '../../e2e/harness/guard.ts';
import { succeeded } from '../../e2e/harness/guarded-cluster.ts';
import { startBalancer, type Balancer } from './balancer.ts';
import { keepAliveAgent } from './call.ts';
import { Replica } from './replica.ts';
import { isRefusal, Writer } from './writer.ts';

export interface Guarded {
  readonly replicas: readonly [Replica, Replica];
  readonly balancer: Balancer;
  readonly writer: Writer;
}

/** Longer than the balancer takes to notice. */
const FLAGS = ['--drain-delay=1s', '--deadline=10s'];

/** One for all drills of a file. When one of them fails, the logs are kept and their place is printed. */
export function useGuarded(): () => Guarded {
  const endings: (() => unknown)[] = [];
  let guarded: Guarded | undefined;
  let failed = false;
  beforeAll(async () => {
    const plane = await startControlPlane();
    endings.push(() => plane.stop(failed));
    const start = (name: string): Promise<Replica> => Replica.start(name, plane.folder, plane.processes, FLAGS);
    const replicas = [await start('replica-a'), await start('replica-b')] as const;
    const balancer = await startBalancer(replicas);
    const agent = keepAliveAgent();
    endings.push(balancer.close, () => agent.destroy());
    const writer = new Writer(plane.api(), agent);
    await register(plane, balancer.port, writer);
    await writer.prepare();
    guarded = { replicas, balancer, writer };
  });
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    for (const end of endings.toReversed()) await end();
  });
  return () => {
    if (guarded === undefined) throw new Error('it is there only while drills run');
    return guarded;
  };
}

async function register(plane: ControlPlane, port: number, writer: Writer): Promise<void> {
  const caFile = path.join(plane.folder, 'webhook-ca.crt');
  writeFileSync(caFile, ca);
  const printed = succeeded(
    await sliceward(['install', '--url', `https://127.0.0.1:${port}/validate`, '--ca-file', caFile]),
  );
  succeeded(await plane.kubectl(['apply', '-f', '-'], { stdin: printed.stdout }));
  let probe = 0;
  await eventually('the registration is in effect', async () => {
    const name = `probe-${probe++}`;
    const object = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name },
      addressType: 'IPv4',
      endpoints: [],
    };
    return isRefusal(await writer.create(JSON.stringify({ ...object, ports: [{ name: 'http', port: 70_000 }] })));
  });
}
