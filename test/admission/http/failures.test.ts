import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { sendFailure, type Failures } from '../../../src/admission/http/failures.ts';
import { RefusalLog } from '../../../src/admission/http/refusal-log.ts';

function failures() {
  const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
  return { failed: vi.fn<Failures['failed']>(), refusals: new RefusalLog(() => 0), log };
}

it('ends an answer that is half sent instead of failing a second time', () => {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  response.writeHead(200).flushHeaders();
  const recorded = failures();
  sendFailure(new Error('too late'), request, response, recorded);
  expect(response.destroyed).toBe(true);
  expect(recorded.failed).toHaveBeenCalledWith('bug');
  expect(recorded.log.error).toHaveBeenCalledOnce();
});
