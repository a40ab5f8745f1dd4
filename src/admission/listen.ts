// Binding a port, with errors a person can act on.
import type { AddressInfo, Server } from 'node:net';
import { OutsideError } from '../model/problem.ts';

interface App {
  readonly server: Server;
  readonly listen: (options: { host: string; port: number; listenTextResolver: (address: string) => string }) => Promise<string>;
}

/** Binds `address`, by default all of IPv6 and IPv4, or IPv4 alone on a machine without IPv6. Throws OutsideError. */
export async function listen(app: App, address: string | undefined, port: number): Promise<AddressInfo> {
  try {
    await bind(app, address ?? '::', port);
  } catch (error) {
    if (address !== undefined || !isWithoutIpv6(error)) throw describe(error, address ?? '::', port);
    await bind(app, '0.0.0.0', port).catch((second: unknown) => {
      throw describe(second, '0.0.0.0', port);
    });
  }
  const bound = app.server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a TCP listener without an address');
  return bound;
}

function bind(app: App, host: string, port: number): Promise<string> {
  return app.listen({ host, port, listenTextResolver: (at) => `listening at ${at}` });
}

function isWithoutIpv6(error: unknown): boolean {
  return code(error) === 'EAFNOSUPPORT' || code(error) === 'EADDRNOTAVAIL';
}

function describe(error: unknown, host: string, port: number): Error {
  const known = new Map([
    ['EADDRINUSE', `port ${port} is in use by another process: stop it, or choose another port`],
    ['EACCES', `port ${port} needs privileges that this process does not have: choose one above 1023`],
    ['EADDRNOTAVAIL', `${host} is no address of this machine`],
  ]).get(code(error) ?? '');
  return known === undefined ? new OutsideError(`cannot listen on ${host} port ${port}`, { cause: error }) : new OutsideError(known);
}

function code(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
