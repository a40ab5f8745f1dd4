import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bindable, closeServer, listen } from '../../../src/admission/http/listen.ts';
import { ExternalError } from '../../../src/model/problem.ts';

function newServer(): Server {
  const server = createServer();
  onTestFinished(() => void server.close());
  return server;
}

/** A machine on which some addresses cannot be bound. */
function machine(refusals: Readonly<Record<string, string>>) {
  const server = newServer();
  const tried: string[] = [];
  return {
    tried,
    app: {
      server,
      listen: async ({ host, port }: { readonly host: string; readonly port: number }): Promise<void> => {
        tried.push(host);
        const code = refusals[host];
        if (code !== undefined) throw Object.assign(new Error(`listen ${code}`), { code });
        await once(server.listen({ host: '127.0.0.1', port }), 'listening');
      },
    },
  };
}

describe('listen', () => {
  it('binds a free port where 0 is asked for, and says which', async () => {
    const server = newServer();
    const bound = await listen(bindable(server), '127.0.0.1', 0);
    expect(bound).toEqual({ address: '127.0.0.1', family: 'IPv4', port: expect.any(Number) });
    expect(bound.port).toBeGreaterThan(0);
    const socket = connect(bound.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
  });

  it('says what to do about a port that is taken', async () => {
    const { port } = await listen(bindable(newServer()), '127.0.0.1', 0);
    const second = listen(bindable(newServer()), '127.0.0.1', port);
    await expect(second).rejects.toEqual(
      new ExternalError(`port ${port} is in use by another process: stop it, or choose another port`),
    );
    await expect(second).rejects.toBeInstanceOf(ExternalError);
  });

  it('says what to do about other failures', async () => {
    const failing = (code: string): Promise<unknown> => listen(machine({ '10.0.0.1': code }).app, '10.0.0.1', 443);
    await expect(failing('EACCES')).rejects.toThrow('port 443 needs privileges that this process does not have');
    await expect(failing('EADDRNOTAVAIL')).rejects.toThrow('10.0.0.1 is not an address of this machine');
    await expect(failing('EMFILE')).rejects.toMatchObject({
      name: 'ExternalError',
      message: 'cannot listen on 10.0.0.1 port 443',
      cause: { code: 'EMFILE' },
    });
  });

  it.each(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])('binds IPv4 alone on a machine without IPv6: %s', async (code) => {
    const { app, tried } = machine({ '::': code });
    expect((await listen(app, undefined, 0)).family).toBe('IPv4');
    expect(tried).toEqual(['::', '0.0.0.0']);
  });

  it('binds no other address than the one that was asked for', async () => {
    const { app, tried } = machine({ '::': 'EAFNOSUPPORT' });
    await expect(listen(app, '::', 0)).rejects.toBeInstanceOf(ExternalError);
    const taken = machine({ '::': 'EADDRINUSE' });
    await expect(listen(taken.app, undefined, 443)).rejects.toThrow('port 443 is in use');
    expect([...tried, ...taken.tried]).toEqual(['::', '::']);
  });

  it('names the address that failed last', async () => {
    const { app } = machine({ '::': 'EAFNOSUPPORT', '0.0.0.0': 'EMFILE' });
    await expect(listen(app, undefined, 443)).rejects.toThrow('cannot listen on 0.0.0.0 port 443');
  });
});

describe('closeServer', () => {
  it('ends at once where the server never listened', async () => {
    await expect(closeServer(createServer())).resolves.toBeUndefined();
  });

  it('waits for the last connection', async () => {
    const server = newServer();
    const { port } = await listen(bindable(server), '127.0.0.1', 0);
    const accepted = once(server, 'connection');
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    await accepted;
    const order: string[] = [];
    const closed = closeServer(server).then(() => order.push('closed'));
    await new Promise((resolve) => setImmediate(resolve));
    order.push('connection ends');
    socket.destroy();
    await closed;
    expect(order).toEqual(['connection ends', 'closed']);
  });
});
