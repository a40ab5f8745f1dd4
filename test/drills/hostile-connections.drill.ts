// Connections that nobody should make: ambiguous requests, senders that are slow or silent, thousands that stay, ends in the middle.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { body } from '../admission/reviews.ts';
import { mebibytes, printFigures } from './support/figures.ts';
import { startGoodClient } from './support/good-client.ts';
import { scaled } from './support/scale.ts';
import { useReplica } from './support/single.ts';
import { SHAPES } from './support/smuggling.ts';
import { collect, openTcp, openTls, readAnswers } from './support/wire.ts';

const BODY_TIMEOUT_MS = 5000;
const HEADERS_TIMEOUT_MS = 10_000;
/** A time-out comes up to a tenth later, and more while the server is busy. */
const LATE_MS = 3000;

const replica = useReplica({ flags: ['--body-timeout=5s'] });
const REVIEW = body();
const HEAD = `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${REVIEW.length}\r\n\r\n`;

it.each(SHAPES.map((shape) => [shape.name, shape] as const))(
  'answers to %s what is there to answer',
  async (_, { bytes, statuses, ends }) => {
    const socket = await openTls(replica().port);
    socket.write(Buffer.from(bytes, 'latin1'));
    const { text, ended } = await collect(socket, ends ? LATE_MS : 300);
    const answers = readAnswers(text);
    expect(answers.map(({ status }) => status)).toEqual(statuses);
    expect(text).not.toContain('forged');
    expect(ended).toBe(ends);
    for (const { body: json } of answers) expect(JSON.parse(json)).toHaveProperty('kind');
  },
);

it.each([
  ['all', REVIEW, [[], [200]]],
  ['half', REVIEW.subarray(0, 100), [[400]]],
])(
  'takes whoever closes his half after he has said %s for gone, as Node and most proxies do',
  async (_, said, possible) => {
    const socket = await openTls(replica().port);
    socket.end(Buffer.concat([Buffer.from(HEAD), said]));
    const { text, ended } = await collect(socket, LATE_MS);
    expect(possible).toContainEqual(readAnswers(text).map(({ status }) => status));
    expect(ended).toBe(true);
  },
);

it.each([
  // A spare connection of an API server's pool looks the same, and an answer nobody asked for would be a fault there.
  ['says nothing', 0, '', HEADERS_TIMEOUT_MS, []],
  ['writes a header a byte at a time', 200, HEAD, HEADERS_TIMEOUT_MS, [408]],
  ['writes a body a byte at a time', 200, `${HEAD}{`, BODY_TIMEOUT_MS, [408]],
])('gives up on who %s', async (_, everyMs, text, limit, statuses) => {
  const socket = await openTls(replica().port);
  const bytes = Buffer.from(text);
  // The body's beginning comes at once; what is slow is the rest of it.
  let at = bytes.includes('{') ? bytes.length : 0;
  socket.write(bytes.subarray(0, at));
  const drip =
    everyMs === 0
      ? undefined
      : setInterval(() => socket.write(at < bytes.length ? bytes.subarray(at, ++at) : ' '), everyMs);
  const { text: answered, ended } = await collect(socket, limit + LATE_MS + 2000);
  clearInterval(drip);
  expect(ended).toBe(true);
  expect(readAnswers(answered).map((answer) => answer.status)).toEqual(statuses);
});

it('serves a good client while thousands of connections do nothing, and lets them go', async () => {
  const { port } = replica();
  const [tls, tcp] = [scaled(6000), scaled(6000)];
  const before = await replica().residentMemory();
  const good = startGoodClient(replica());
  const start = performance.now();
  const evictedBefore = await replica().metric('sliceward_errors_total{reason="connection_limit"}');
  let closed = 0;
  const open = [];
  for (let index = 0; index < tls; index++) {
    const socket = await openTls(port);
    socket.once('close', () => closed++).resume();
    // A third each: silent, in the middle of a request, and keeping a connection after a review.
    if (index % 3 === 1) socket.write(HEAD.slice(0, 40));
    if (index % 3 === 2) socket.write(Buffer.concat([Buffer.from(HEAD), REVIEW]));
    open.push(socket);
  }
  for (let index = 0; index < tcp; index++) {
    open.push((await openTcp(port)).once('close', () => closed++));
    // At most 2,000 a second. Beyond 8,000 (2,048 places, each safe for 250 ms) a newcomer may find none.
    if (index % 20 === 0) await sleep(10);
  }
  const seconds = (performance.now() - start) / 1000;
  const during = await replica().residentMemory();
  await sleep(1000);
  const evicted = (await replica().metric('sliceward_errors_total{reason="connection_limit"}')) - evictedBefore;
  const closedByThen = closed;
  for (const socket of open) socket.destroy();
  await sleep(1000);
  await good.stop();
  printFigures('drill: idle connections', {
    connections: `${tls} TLS and ${tcp} TCP, ${Math.round((tls + tcp) / seconds)} a second`,
    'closed by the server, of which to make room': `${closedByThen}, ${evicted}`,
    'memory before, during, after': [before, during, await replica().residentMemory()].map(mebibytes).join(', '),
    ...good.kept.figures('good client, kept connection'),
    ...good.fresh.figures('good client, new connections'),
  });
  expect([good.kept, good.fresh].map(({ failures, wrong }) => [...failures, ...wrong])).toEqual([[], []]);
});
