// Answers that are no list: the Status objects of Kubernetes, and what else may answer at an address.
import { plain } from '../model/plain.ts';
import { OutsideError } from '../model/problem.ts';
import { Reader, type Fields } from '../model/reader.ts';
import type { Answer } from './transport.ts';

/** The members of a JSON object; none if it is something else. */
export function parseObject(body: Buffer): Fields {
  try {
    return new Reader().fields(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

/** The continue token that a 410 offers: from there the list goes on, in a later state of the cluster. Empty when it offers none. */
export function continueOf({ body }: Answer): string {
  const reader = new Reader();
  return reader.text(reader.fields<'continue'>(parseObject(body)['metadata']).continue, 'continue');
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'the API server does not accept these credentials (401): log in again',
  403: 'the API server forbids it (403): the user needs the verb "list" on endpointslices of discovery.k8s.io, in one namespace for -n',
  404: 'the API server knows no EndpointSlices of discovery.k8s.io/v1 (404)',
};

/** Of any answer but 200. */
export function statusError(answer: Answer): OutsideError {
  const { message } = parseObject(answer.body);
  const hint = HINTS[answer.status] ?? `the API server answers ${answer.status}`;
  return new OutsideError(typeof message === 'string' && message !== '' ? `${hint}: ${plain(message, 500)}` : hint);
}
