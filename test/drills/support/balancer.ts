// Stands for a Service: every new connection goes to the next ready replica; a connection once made is never cut because its replica leaves.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Replica } from './replica.ts';

export interface Balancer {
  readonly port: number;
  readonly close: () => void;
}

/** How late it learns of a change, in milliseconds. A real cluster takes longer, and so is its drain delay. */
const POLL_MS = 100;

export async function startBalancer(replicas: readonly Replica[]): Promise<Balancer> {
  const ready = new Set(replicas);
  const poll = setInterval(() => {
    for (const replica of replicas) {
      void replica.isReady().then((is) => (is ? ready.add(replica) : ready.delete(replica)));
    }
  }, POLL_MS);
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    open.add(client.once('close', () => open.delete(client)));
    const candidates = replicas.filter((replica) => ready.has(replica));
    turn++;
    dial(client, [...candidates.slice(turn % candidates.length), ...candidates.slice(0, turn % candidates.length)]);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: portOf(server),
    close() {
      clearInterval(poll);
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** A replica that refuses the connection has just died: the next one is tried. (A Service would refuse until its endpoint is taken away.) */
function dial(client: Socket, [next, ...others]: readonly Replica[]): void {
  if (next === undefined) {
    client.destroy();
    return;
  }
  const replica = connect({ port: next.port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  replica.once('connect', () => {
    replica.off('error', refused);
    join(client, replica);
  });
  const refused = (): void => dial(client, others);
  replica.once('error', refused);
}

function join(client: Socket, replica: Socket): void {
  client.pipe(replica).pipe(client);
  for (const [one, other] of [
    [client, replica],
    [replica, client],
  ] as const) {
    one.on('error', () => other.destroy()).once('close', () => other.destroySoon());
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
