// From the bytes of a review to the bytes of its answer: codec, engine, response. Knows nothing of HTTP.
import { plain } from '../../model/plain.ts';
import { decisionDigest, type Hash } from '../../policy/evaluate/digest.ts';
import { evaluate } from '../../policy/evaluate/engine.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import { mayDeny } from '../../policy/evaluate/refusal.ts';
import type { Decision } from '../../policy/subject.ts';
import type { RequestFacts, Reviewed } from './ask.ts';
import { holdsTooManyValues, MAX_VALUES } from './json-values.ts';
import { RequestError } from '../http/request-error.ts';
import { allowedUnjudged, decided, errored, writeReview, type AdmissionResponse } from './respond.ts';
import { readOversized, readReview, type Judgeable, type Review, type Unjudgeable } from './review.ts';
import { StoredObjectError } from './stored-object.ts';

/** An answer and what log and metrics record of it. */
export interface Answer {
  readonly uid: string;
  readonly facts: RequestFacts;
  readonly body: string;
  readonly allowed: boolean;
  /**
   * False for other kinds of objects, which a registration that matches too much sends: allowed, and never counted as
   * clean.
   */
  readonly isOurs: boolean;
  /** Undefined when the review was not judged. */
  readonly decision: Decision | undefined;
  readonly digest: string | undefined;
  /** Why it was not judged. */
  readonly refusal: string | undefined;
}

/** Throws RequestError (bad_json, no_uid, body_too_large, undecided); anything else it throws is a bug. */
export function judge(body: Buffer, set: PolicySet, hash: Hash): Answer {
  const review = holdsTooManyValues(body)
    ? readOversized(body, `more than ${MAX_VALUES} JSON values`)
    : readReview(body);
  return review.kind === 'judgeable' ? judgeSubject(review, set, hash) : notJudged(review, set);
}

/** The answer to a body over the limit, of which only the beginning was kept. Throws RequestError (body_too_large). */
export function judgeOversized(head: Buffer, maxBytes: number, set: PolicySet): Answer {
  return notJudged(readOversized(head, `more than ${maxBytes} bytes`), set);
}

function judgeSubject(review: Judgeable, set: PolicySet, hash: Hash): Answer {
  const { facts, envelope, subject, written } = review;
  let decision: Decision;
  try {
    decision = evaluate(set, subject);
  } catch (error) {
    if (!(error instanceof StoredObjectError)) throw error;
    const { operation, slice, user } = subject;
    const unread = { labels: false, groups: false };
    const known = { operation, isEndpoints: written.kind === 'endpoints', metadata: slice.metadata, user, unread };
    return unjudged(
      { kind: 'unjudgeable', facts, envelope, known, code: 400, message: plain(error.message, 2000) },
      set,
    );
  }
  // A denial is final even if other rules are undecided: after retries the API server would admit it under Ignore.
  if (decision.retry && decision.allowed) {
    throw new RequestError('undecided', 'a rule lacks a fact and its policy says "undecided: retry"');
  }
  // What is only undecided is counted and logged once a minute: it would otherwise mark every review.
  const shown = decision.findings.length > 0 || !decision.allowed;
  const digest = shown ? decisionDigest(set, decision, hash) : undefined;
  return answer(review, decided(decision, set, digest), { decision, digest });
}

function notJudged(review: Exclude<Review, Judgeable>, set: PolicySet): Answer {
  if (review.kind === 'unreadable') throw new RequestError(review.reason, review.message);
  if (review.kind === 'unjudgeable') return unjudged(review, set);
  const { facts, message } = review;
  return answer(review, allowedUnjudged(facts, message), { isOurs: false, refusal: message });
}

/**
 * Denied only where some rule could have denied it: a failed call would be admitted under failurePolicy Ignore, so an
 * oversized or malformed object would be a way around every rule. Where no rule denies, it is allowed.
 */
function unjudged(review: Unjudgeable, set: PolicySet): Answer {
  const { facts, known, code, message, onlyRemoves } = review;
  const isRefused = mayDeny(set, known) && onlyRemoves?.() !== true;
  return answer(review, isRefused ? errored(code, message) : allowedUnjudged(facts, message), { refusal: message });
}

interface Judged {
  readonly isOurs?: boolean;
  readonly decision?: Decision;
  readonly digest?: string | undefined;
  readonly refusal?: string;
}

function answer(
  { envelope, facts }: Reviewed,
  response: AdmissionResponse,
  { isOurs = true, decision, digest, refusal }: Judged,
): Answer {
  return {
    uid: envelope.uid,
    facts,
    body: writeReview(envelope, response),
    allowed: response.allowed,
    isOurs,
    decision,
    digest,
    refusal,
  };
}
