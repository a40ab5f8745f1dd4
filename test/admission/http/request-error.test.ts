import { describe, expect, it } from 'vitest';
import { KINDS, RequestError, type RequestErrorReason } from '../../../src/admission/http/request-error.ts';

describe('RequestError', () => {
  it('is a Kubernetes Status in one line of JSON', () => {
    const error = new RequestError('bad_json', 'the body is "broken"\nhere');
    expect(JSON.parse(error.body())).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: 'the body is "broken"\nhere',
      reason: 'BadRequest',
      code: 400,
    });
    expect(error.body()).not.toContain('\n');
  });

  it('keeps the cause', () => {
    const cause = new Error('broken');
    expect(new RequestError('bug', 'internal error', { cause }).cause).toBe(cause);
  });

  // The API server retries a failed call only for Retry-After with 429 or 5xx (k8s.io/client-go/rest/with_retry.go).
  it.each<RequestErrorReason>(['overloaded', 'closing', 'undecided'])(
    'asks the API server to retry on another connection: %s',
    (reason) => {
      const { status, headers } = new RequestError(reason, 'retry');
      expect(status).toBe(503);
      expect(headers).toEqual({ 'retry-after': '1', connection: 'close' });
    },
  );

  it('asks for no retry of what would fail again', () => {
    const others = Object.entries(KINDS).filter(([, { status }]) => status !== 503);
    expect(others.map(([reason]) => reason)).toContain('bug');
    for (const [, kind] of others)
      expect('headers' in kind ? Object.keys(kind.headers) : []).not.toContain('retry-after');
  });

  it('says which method is allowed', () => {
    expect(new RequestError('method', 'only POST').headers).toEqual({ allow: 'POST' });
  });

  it('keeps the connection if its caller says so, and every other header', () => {
    expect(new RequestError('overloaded', 'retry', { keepsConnection: true }).headers).toEqual({ 'retry-after': '1' });
    expect(new RequestError('overloaded', 'retry', { keepsConnection: false }).headers).toHaveProperty('connection');
    expect(new RequestError('path', 'not found', { keepsConnection: true }).headers).toEqual({});
  });
});
