import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { sendFailure } from '../../src/admission/failures.ts';
import { RefusalLog } from '../../src/admission/refusal-log.ts';

it('ends an answer that is half sent, instead of failing a second time', () => {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  response.writeHead(200).flushHeaders();
  const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
  const failed = vi.fn<(reason: string) => void>();
  sendFailure(new Error('too late'), request, response, { failed, refusals: new RefusalLog(() => 0), log });
  expect(response.destroyed).toBe(true);
  expect(failed).toHaveBeenCalledWith('bug');
  expect(log.error).toHaveBeenCalledOnce();
});
