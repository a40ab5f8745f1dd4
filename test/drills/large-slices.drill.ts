// The largest slices that an API server lets through: padded until their review has 16 MB, and with a hundred thousand faults. Raw HTTPS, because
// kubectl would write `<` in another way.
import { expect, it, onTestFinished } from 'vitest';
import { badSlice, goodSlice, review, type ReviewParts } from '../admission/reviews.ts';
import { ca } from '../admission/support.ts';
import { endpoint, slice } from '../e2e/harness/objects.ts';
import { call, keepAliveAgent, type Reply } from './support/call.ts';
import { milliseconds, printFigures } from './support/figures.ts';
import { useGuarded } from './support/guarded.ts';
import { TIMEOUT_MS } from './support/reviewer.ts';
import { parseAnswer, type ReviewAnswer } from './support/well-formed.ts';
import { isRefusal } from './support/writer.ts';

const guarded = useGuarded();
const PADDING = '<'.repeat(1_400_000);
/** The address, and the padding beside it where Kubernetes does not look. */
const padded = (address: string): object => ({ ...endpoint(address), targetRef: { kind: 'Pod', name: PADDING } });
// No loopback address: Kubernetes itself would refuse it.
const FORBIDDEN = { ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }] };

async function ask(parts: ReviewParts): Promise<{ answer: ReviewAnswer; ms: number; bytes: number }> {
  const agent = keepAliveAgent();
  onTestFinished(() => agent.destroy());
  const body = JSON.stringify(review(parts)).replaceAll('<', String.raw`\u003c`);
  const begin = performance.now();
  const reply = await call({ port: guarded().replicas[0].port, agent, ca, method: 'POST', path: '/validate', body });
  return { answer: parseAnswer(reply), ms: performance.now() - begin, bytes: body.length };
}

function outcome(reply: Reply): string {
  return isRefusal(reply) ? 'refused by us' : `${reply.status}: ${reply.text.slice(0, 500)}`;
}

it('denies a forbidden slice behind 1,400,000 characters of padding, directly and through the API server', async () => {
  const endpoints = [padded('169.254.169.254')];
  const create = await ask({ object: goodSlice({ endpoints }) });
  const update = await ask({
    operation: 'UPDATE',
    object: goodSlice({ endpoints }),
    oldObject: goodSlice({ endpoints: [padded('10.1.2.3')] }),
  });
  expect(create.answer).toMatchObject({ allowed: false, status: { code: 403 } });
  expect(update.answer).toMatchObject({ allowed: false, status: { code: 403 } });

  const { writer } = guarded();
  const timed = async (write: Promise<Reply>): Promise<Reply & { ms: number }> => {
    const begin = performance.now();
    return { ...(await write), ms: performance.now() - begin };
  };
  const good = await timed(writer.create(JSON.stringify(slice('padded', { endpoints: [padded('10.1.2.3')] }))));
  expect(good.status).toBe(201);
  const created = await timed(
    writer.create(JSON.stringify(slice('padded-bad', { ...FORBIDDEN, endpoints: [padded('10.1.2.3')] }))),
  );
  expect(outcome(created)).toBe('refused by us');
  const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/padded';
  const updated = await timed(
    writer.send('PUT', path, JSON.stringify(slice('padded', { ...FORBIDDEN, endpoints: [padded('10.1.2.4')] }))),
  );
  expect(outcome(updated)).toBe('refused by us');
  printFigures('drill: padding', {
    'direct CREATE': `${create.bytes} bytes, denied in ${milliseconds(create.ms)}`,
    'direct UPDATE': `${update.bytes} bytes, denied in ${milliseconds(update.ms)}`,
    'API server, good CREATE': `201 in ${milliseconds(good.ms)}`,
    'API server, bad CREATE': `403 in ${milliseconds(created.ms)}`,
    'API server, bad UPDATE': `403 in ${milliseconds(updated.ms)}`,
  });
});

/** 1,000 endpoints of 100 addresses, all of them forbidden. */
const faulty = (address: (endpointIndex: number, index: number) => string): object =>
  badSlice({
    endpoints: Array.from({ length: 1000 }, (_, one) => ({
      addresses: Array.from({ length: 100 }, (_unused, index) => address(one, index)),
      conditions: {},
    })),
  });

it('keeps answers within their bounds for 1,000 × 100 faults', async () => {
  const object = faulty((one, index) => `169.254.${one % 256}.${index}`);
  const others = faulty((one, index) => `169.254.${(one + 7) % 256}.${index}`);
  const same = faulty(() => '127.0.0.1');
  const cases: Readonly<Record<string, ReviewParts>> = {
    'CREATE, distinct': { object },
    'CREATE, all the same': { object: same },
    'UPDATE, the faults were there': { operation: 'UPDATE', object, oldObject: object },
    'UPDATE, other faults were there': { operation: 'UPDATE', object, oldObject: others },
    'UPDATE, all the same': { operation: 'UPDATE', object: same, oldObject: same },
  };
  const figures: Record<string, string> = {};
  for (const [name, parts] of Object.entries(cases)) {
    // The time in which an answer must come is the webhook's time-out; parseAnswer holds the other bounds.
    const { answer, ms, bytes } = await ask(parts);
    const [causes, message] = [
      answer.status?.details?.causes.length ?? 0,
      Buffer.byteLength(answer.status?.message ?? ''),
    ];
    figures[name] =
      `${bytes} bytes, ${answer.allowed ? 'allowed' : 'denied'} in ${milliseconds(ms)}: message ${message} bytes, ${causes} causes, ${answer.warnings?.length ?? 0} warnings`;
    expect(answer.allowed).toBe(name === 'UPDATE, the faults were there' || name === 'UPDATE, all the same');
    expect(ms).toBeLessThan(TIMEOUT_MS);
  }
  printFigures('drill: 1,000 × 100 faults', figures);
});
