// Requests whose length can be read in two ways. Whoever reads the wrong one takes the rest for a request of its own: none of them may get an answer
// to a second request, and all that are not plain HTTP/1.1 must end the connection.
import { body } from '../../admission/reviews.ts';

export interface Shape {
  readonly name: string;
  readonly bytes: string;
  /** The statuses of the answers, in their order. */
  readonly statuses: readonly number[];
  /** Whether the connection must end. */
  readonly ends: boolean;
}

const REVIEW = body().toString();
const LENGTH = REVIEW.length;

const post = (headers: string, content: string): string =>
  `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${content}`;
/** What a smuggler would have judged: its uid is nowhere else. */
const SMUGGLED = post(`Content-Length: ${LENGTH}`, REVIEW.replace('b3c2-1', 'forged'));
const chunk = (text: string, extension = ''): string => `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
const CHUNKED = `${chunk(REVIEW)}0\r\n\r\n`;

const refused = (name: string, bytes: string): Shape => ({
  name,
  bytes: bytes + SMUGGLED,
  statuses: [400],
  ends: true,
});

export const SHAPES: readonly Shape[] = [
  { name: 'one request', bytes: post(`Content-Length: ${LENGTH}`, REVIEW), statuses: [200], ends: false },
  { name: 'chunks', bytes: post('Transfer-Encoding: chunked', CHUNKED), statuses: [200], ends: false },
  {
    name: 'chunks of one byte',
    bytes: post(
      'Transfer-Encoding: chunked',
      `${REVIEW.split('')
        .map((byte) => chunk(byte))
        .join('')}0\r\n\r\n`,
    ),
    statuses: [200],
    ends: false,
  },
  {
    name: 'five in a pipeline',
    bytes: post(`Content-Length: ${LENGTH}`, REVIEW).repeat(5),
    statuses: [200, 200, 200, 200, 200],
    ends: false,
  },
  {
    name: 'another expectation',
    bytes: post(`Expect: x\r\nContent-Length: ${LENGTH}`, REVIEW),
    statuses: [417],
    ends: true,
  },
  {
    name: 'Expect',
    bytes: post(`Expect: 100-continue\r\nContent-Length: ${LENGTH}`, REVIEW),
    statuses: [200],
    ends: false,
  },
  refused('length and chunks', post(`Content-Length: ${LENGTH}\r\nTransfer-Encoding: chunked`, CHUNKED)),
  refused('chunks and length', post(`Transfer-Encoding: chunked\r\nContent-Length: 4`, CHUNKED)),
  refused('two lengths', post(`Content-Length: ${LENGTH}\r\nContent-Length: 5`, REVIEW)),
  refused('the same length twice', post(`Content-Length: ${LENGTH}\r\nContent-Length: ${LENGTH}`, REVIEW)),
  refused('a list of lengths', post(`Content-Length: ${LENGTH}, ${LENGTH}`, REVIEW)),
  refused('a signed length', post(`Content-Length: +${LENGTH}`, REVIEW)),
  refused('a hexadecimal length', post('Content-Length: 0x10', REVIEW)),
  refused('a length beyond 64 bits', post('Content-Length: 99999999999999999999999', REVIEW)),
  refused('a space before the colon', post(`Content-Length : ${LENGTH}`, REVIEW)),
  refused('a folded header', post(`X: y\r\n Content-Length: 5\r\nContent-Length: ${LENGTH}`, REVIEW)),
  refused('bare line feeds', post(`Content-Length: ${LENGTH}`, REVIEW).replaceAll('\r\n', '\n')),
  refused('a bare line feed in one header', post(`X: y\nContent-Length: ${LENGTH}`, REVIEW)),
  refused('a bare carriage return', post(`X: y\rContent-Length: ${LENGTH}`, REVIEW)),
  refused('a zero byte in a header', post(`X: \0\r\nContent-Length: ${LENGTH}`, REVIEW)),
  refused('chunked twice', post('Transfer-Encoding: chunked, chunked', CHUNKED)),
  refused('chunked and then something', post('Transfer-Encoding: chunked, identity', CHUNKED)),
  refused('a chunk size with a sign', post('Transfer-Encoding: chunked', `+${CHUNKED}`)),
  refused('a chunk size with 0x', post('Transfer-Encoding: chunked', `0x${CHUNKED}`)),
  refused('a chunk size beyond 64 bits', post('Transfer-Encoding: chunked', `fffffffffffffffff\r\n${REVIEW}`)),
  refused('a chunk longer than its size', post('Transfer-Encoding: chunked', `5\r\n${REVIEW}\r\n0\r\n\r\n`)),
  refused('chunks ended by line feeds', post('Transfer-Encoding: chunked', CHUNKED.replaceAll('\r\n', '\n'))),
  refused('an HTTP version of tomorrow', post(`Content-Length: ${LENGTH}`, REVIEW).replace('HTTP/1.1', 'HTTP/1.9')),
  refused('no HTTP', 'hello there\r\n\r\n'),
  refused('HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
];
