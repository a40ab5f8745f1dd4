// From the bytes of a review to the bytes of its answer: codec, engine, response. Knows nothing of HTTP.
import { plain } from '../model/plain.ts';
import { decisionDigest, type Hash } from '../policy/digest.ts';
import { evaluate } from '../policy/engine.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import type { Decision } from '../policy/subject.ts';
import { holdsTooManyValues, MAX_VALUES } from './json-values.ts';
import { RequestError } from './request-error.ts';
import { letThrough, refuse, respond, writeReview, type AdmissionResponse } from './respond.ts';
import { readReview, type RequestFacts, type Review } from './review.ts';
import { StoredObjectError } from './stored-object.ts';
import { unreadReview, type Reviewed } from './unread-review.ts';

/** An answer and what log and metrics tell of it. */
export interface Answer {
  readonly uid: string;
  readonly facts: RequestFacts;
  readonly body: string;
  readonly allowed: boolean;
  /** Undefined when the review could not be judged. */
  readonly decision: Decision | undefined;
  readonly digest: string | undefined;
  /** Why it could not be judged. */
  readonly refusal: string | undefined;
}

/** Throws RequestError (bad_json, no_uid, body_too_large, undecided); anything else it throws is a bug. */
export function judge(body: Buffer, set: PolicySet, hash: Hash): Answer {
  if (holdsTooManyValues(body)) return tooLarge(body, `more than ${MAX_VALUES} JSON values`);
  const review = readReview(body);
  if (review.kind === 'unreadable') throw new RequestError(review.reason, review.message);
  return review.kind === 'unjudgeable' ? unjudged(review, review.message, review.onlyTakesAway) : judgeSubject(review, set, hash);
}

/** The answer to a body over the limit, of which only the beginning was kept. Throws RequestError (body_too_large). */
export function judgeOversized(head: Buffer, maxBytes: number): Answer {
  return tooLarge(head, `more than ${maxBytes} bytes`);
}

/** A denial: a failed call would admit it under failurePolicy Ignore, so size would be a way around every rule. */
function tooLarge(head: Buffer, what: string): Answer {
  const message = `the review has ${what}: make the object smaller`;
  return answer(unreadReview(head, message), refuse(413, message), { refusal: message });
}

function judgeSubject(review: Extract<Review, { kind: 'judgeable' }>, set: PolicySet, hash: Hash): Answer {
  let decision: Decision;
  try {
    decision = evaluate(set, review.subject);
  } catch (error) {
    if (error instanceof StoredObjectError) return unjudged(review, plain(error.message, 2000));
    throw error;
  }
  // A rule that met it first is undecided; but then nobody has compared with what was stored.
  const met = decision.undecided.find(({ error }) => error instanceof StoredObjectError)?.error;
  if (met instanceof StoredObjectError) return unjudged(review, plain(met.message, 2000));
  if (decision.retry && decision.allowed) {
    throw new RequestError('undecided', 'a rule lacks a fact and its policy says to ask again');
  }
  const shown = decision.findings.length > 0 || decision.undecided.length > 0;
  const digest = shown ? decisionDigest(set, decision, hash) : undefined;
  return answer(review, respond(decision, set, digest), { decision, digest });
}

function unjudged(review: Reviewed, message: string, onlyTakesAway: () => boolean = () => false): Answer {
  const response = review.facts.operation === 'DELETE' || onlyTakesAway() ? letThrough(message) : refuse(400, message);
  return answer(review, response, { refusal: message });
}

function answer(
  { envelope, facts }: Reviewed,
  response: AdmissionResponse,
  { decision, digest, refusal }: { decision?: Decision; digest?: string | undefined; refusal?: string },
): Answer {
  return { uid: envelope.uid, facts, body: writeReview(envelope, response), allowed: response.allowed, decision, digest, refusal };
}
