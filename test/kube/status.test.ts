import { describe, expect, it } from 'vitest';
import { continueOf, parseObject, statusError } from '../../src/kube/status.ts';
import type { Answer } from '../../src/kube/transport.ts';
import { ExternalError } from '../../src/model/problem.ts';

const SLICES = { resource: 'endpointslices', kind: 'EndpointSlices' };

function answer(status: number, body: unknown): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, retryAfter: undefined, body: Buffer.from(text) };
}

describe('parseObject', () => {
  it('reads the members of an object', () => {
    expect(parseObject(Buffer.from('{"kind":"Status","code":403}'))).toEqual({ kind: 'Status', code: 403 });
  });

  it.each(['', '<html>', '{"kind":', '[1]', '5', 'null', '"text"'])('finds no members in %j', (text) => {
    expect(Object.keys(parseObject(Buffer.from(text)))).toEqual([]);
  });
});

describe('continueOf', () => {
  it('is the token of the metadata', () => {
    expect(continueOf(answer(410, { metadata: { continue: 'next' } }))).toBe('next');
  });

  it.each<[unknown]>([['<html>'], [{}], [{ metadata: null }], [{ metadata: {} }], [{ metadata: { continue: 5 } }]])(
    'is empty in %j',
    (body) => {
      expect(continueOf(answer(410, body))).toBe('');
    },
  );
});

describe('statusError', () => {
  it.each([
    [401, 'the API server does not accept these credentials (401): log in again'],
    [403, 'the API server forbids it (403): the user needs the verb "list" on endpointslices, in one namespace for -n'],
    [404, 'the API server knows no EndpointSlices (404)'],
    [400, 'the API server answers 400'],
    [503, 'the API server answers 503'],
  ])('says of %i what to do, and then what the server says', (status, hint) => {
    const error = statusError(answer(status, { kind: 'Status', message: 'because' }), SLICES);
    expect(error).toBeInstanceOf(ExternalError);
    expect(error.message).toBe(`${hint}: because`);
  });

  it.each<[unknown]>([['<html>'], [{}], [{ message: '' }], [{ message: { text: 'x' } }]])(
    'says only what to do where the answer has no message: %j',
    (body) => {
      expect(statusError(answer(502, body), SLICES).message).toBe('the API server answers 502');
    },
  );

  it('shows a message of any server in one line of bounded length', () => {
    const { message } = statusError(answer(500, { message: `\u001b[31m\n${'x'.repeat(10_000)}` }), SLICES);
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(message).toMatch(/^[^\u0000-\u001f]{100,600}$/);
  });
});
