// Answers that are not a list: the Status objects of Kubernetes, and what else may answer at an address.
import { plain } from '../model/plain.ts';
import { ExternalError } from '../model/problem.ts';
import { Reader, type Fields } from '../model/decode/reader.ts';
import type { Answer } from './transport.ts';

/** The members of a JSON object; none if it is something else. */
export function parseObject(body: Buffer): Fields {
  try {
    return new Reader().fields(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}

/**
 * The continue token that a 410 offers: from there the list goes on, in a later state of the cluster. Empty when it
 * offers none.
 */
export function continueOf({ body }: Answer): string {
  const reader = new Reader();
  return reader.text(reader.fields<'continue'>(parseObject(body)['metadata']).continue, 'continue');
}

/** A kind of object to list, in words. */
export interface Listed {
  /** As RBAC names it. */
  readonly resource: string;
  readonly kind: string;
}

function hintOf(status: number, { resource, kind }: Listed): string {
  if (status === 401) return 'the API server does not accept these credentials (401): log in again';
  if (status === 403)
    return `the API server forbids it (403): the user needs the verb "list" on ${resource}, in one namespace for -n`;
  return status === 404 ? `the API server knows no ${kind} (404)` : `the API server answers ${status}`;
}

/** Of any answer but 200. */
export function statusError(answer: Answer, listed: Listed): ExternalError {
  const { message } = parseObject(answer.body);
  const hint = hintOf(answer.status, listed);
  return new ExternalError(typeof message === 'string' && message !== '' ? `${hint}: ${plain(message, 500)}` : hint);
}
