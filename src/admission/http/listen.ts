// Binding a port, with errors a person can act on.
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { ExternalError } from '../../model/problem.ts';

interface Bindable {
  readonly server: Server;
  readonly listen: (at: { readonly host: string; readonly port: number }) => Promise<unknown>;
}

/** A server of Node's own, without a framework around it. */
export function bindable(server: Server): Bindable {
  return { server, listen: (at) => once(server.listen(at), 'listening') };
}

/** Resolves when the last connection has ended; at once if the server never listened. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** Binds `address`, by default all of IPv6 and IPv4, or IPv4 alone on a machine without IPv6. Throws ExternalError. */
export async function listen(app: Bindable, address: string | undefined, port: number): Promise<AddressInfo> {
  try {
    await app.listen({ host: address ?? '::', port });
  } catch (error) {
    if (address !== undefined || !isWithoutIpv6(error)) throw describe(error, address ?? '::', port);
    await app.listen({ host: '0.0.0.0', port }).catch((second: unknown) => {
      throw describe(second, '0.0.0.0', port);
    });
  }
  const bound = app.server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a TCP listener without an address');
  return bound;
}

function isWithoutIpv6(error: unknown): boolean {
  return code(error) === 'EAFNOSUPPORT' || code(error) === 'EADDRNOTAVAIL';
}

function describe(error: unknown, host: string, port: number): Error {
  const known = new Map([
    ['EADDRINUSE', `port ${port} is in use by another process: stop it, or choose another port`],
    ['EACCES', `port ${port} needs privileges that this process does not have: choose one above 1023`],
    ['EADDRNOTAVAIL', `${host} is not an address of this machine`],
  ]).get(code(error) ?? '');
  return known === undefined
    ? new ExternalError(`cannot listen on ${host} port ${port}`, { cause: error })
    : new ExternalError(known);
}

function code(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
