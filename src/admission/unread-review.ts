// A review that is too large to be read: what its answer needs stands at its beginning.
import { earlyUid } from './early-uid.ts';
import { RequestError } from './request-error.ts';
import { REVIEW_KIND, REVIEW_VERSION, type Envelope, type RequestFacts } from './review.ts';

/** What an answer is made for. */
export interface Reviewed {
  readonly envelope: Envelope;
  readonly facts: RequestFacts;
}

const NO_FACTS: RequestFacts = { operation: '', namespace: '', name: '', user: '', dryRun: false };

/** `message` tells what is too large. Throws RequestError (body_too_large) if no uid is found: then nothing can be answered. */
export function unreadReview(head: Buffer, message: string): Reviewed {
  const uid = earlyUid(head);
  if (uid === undefined) throw new RequestError('body_too_large', message);
  return { envelope: { uid, apiVersion: REVIEW_VERSION, kind: REVIEW_KIND }, facts: NO_FACTS };
}
