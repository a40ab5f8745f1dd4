import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { Socket } from 'node:net';
import { connect } from 'node:tls';
import { expect, it, onTestFinished, vi } from 'vitest';
import { answerBadHttp, sendFailure, type Failures } from '../../src/admission/failures.ts';
import { bindable, listen } from '../../src/admission/listen.ts';
import { RefusalLog } from '../../src/admission/refusal-log.ts';
import { certificatePem, privateKeyPem } from '../../src/certs/issue.ts';
import { ca, newLeaf } from './support.ts';

function failures() {
  const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
  return { failed: vi.fn<Failures['failed']>(), refusals: new RefusalLog(() => 0), log };
}

it('ends an answer that is half sent, instead of failing a second time', () => {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  response.writeHead(200).flushHeaders();
  const told = failures();
  sendFailure(new Error('too late'), request, response, told);
  expect(response.destroyed).toBe(true);
  expect(told.failed).toHaveBeenCalledWith('bug');
  expect(told.log.error).toHaveBeenCalledOnce();
});

it.each([
  ['closes a connection on which nothing was asked without a word', '', /^$/, []],
  ['answers a request that does not arrive', 'POST /val', /^HTTP\/1\.1 408 Request Timeout\r\n.*Connection: close/s, [['body_timeout']]],
])('%s', async (_, sent, expected, reasons) => {
  const told = failures();
  const leaf = newLeaf();
  const server = createServer({
    cert: certificatePem(leaf),
    key: privateKeyPem(leaf),
    headersTimeout: 500,
    requestTimeout: 500,
    connectionsCheckingInterval: 20,
  });
  onTestFinished(() => void server.close());
  server.on('clientError', (error, socket) => answerBadHttp(error, socket, told));
  const { port } = await listen(bindable(server), '127.0.0.1', 0);
  const socket = connect({ host: '127.0.0.1', port, ca }, () => socket.write(sent));
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1'))).on('error', () => undefined);
  socket.on('close', () => resolve());
  await promise;
  expect(text).toMatch(expected);
  expect(told.failed.mock.calls).toEqual(reasons);
});
