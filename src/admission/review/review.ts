// AdmissionReview: from the bytes of a request to what is judged, or to why it is not.
import { decodeObject, type ObjectKind, type StoredForm } from '../../model/decode/decode-object.ts';
import { decodeMetadata } from '../../model/decode/decode.ts';
import { plain } from '../../model/plain.ts';
import type { DecodeProblem } from '../../model/decode/reader.ts';
import type { SliceMetadata } from '../../model/slice.ts';
import { makeSubject } from '../../policy/make-subject.ts';
import type { Unjudged } from '../../policy/evaluate/refusal.ts';
import { OldObjectError } from '../../policy/rule.ts';
import type { Unread } from '../../policy/load/selector.ts';
import type { Subject } from '../../policy/subject.ts';
import { onlyRemoves } from '../../policy/evaluate/taking-away.ts';
import { readAsk, REVIEW_VERSION, type Ask, type Reviewed, type Target } from './ask.ts';
import { parseReviewJson, type ReviewJson } from './body-json.ts';
import { own } from './json.ts';
import { describeProblems, placedMetadata } from './place.ts';
import { readHead } from './review-head.ts';
import { storedObject, type StoredObject } from './stored-object.ts';

/** The object as JSON has it, perhaps without managedFields. */
export interface Written {
  readonly kind: ObjectKind;
  readonly value: unknown;
  /** The stored object of an UPDATE, likewise; undefined when there is none. Throws StoredObjectError. */
  readonly stored: () => unknown;
}

/** It could be answered, and is to be judged. */
export interface Judgeable extends Reviewed {
  readonly kind: 'judgeable';
  readonly subject: Subject;
  readonly written: Written;
}

/** It is to be judged, and cannot be: what is known of it decides whether it may be refused. */
export interface Unjudgeable extends Reviewed {
  readonly kind: 'unjudgeable';
  readonly known: Unjudged;
  /** The HTTP code of a refusal. */
  readonly code: 400 | 413;
  readonly message: string;
  /**
   * Whether an update only takes away, so that it is let through unjudged: of Endpoints that are too large to be
   * judged. Never throws.
   */
  readonly onlyRemoves?: () => boolean;
}

/** Nothing of ours, which a registration that matches too much sends: never denied. */
export interface Foreign extends Reviewed {
  readonly kind: 'foreign';
  readonly message: string;
}

/** No AdmissionReview could answer this. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: 'bad_json' | 'no_uid' | 'body_too_large';
  readonly message: string;
}

export type Review = Judgeable | Unjudgeable | Foreign | Unreadable;

const MAX_MESSAGE = 2000;

/** Never throws for any input. */
export function readReview(body: Buffer): Review {
  let json: ReviewJson;
  try {
    json = parseReviewJson(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      kind: 'unreadable',
      reason: 'bad_json',
      message: plain(`the body is not valid JSON: ${error.message}`, MAX_MESSAGE),
    };
  }
  const ask = readAsk(json.review);
  if (ask === undefined) {
    return {
      kind: 'unreadable',
      reason: 'no_uid',
      message: `expected an AdmissionReview of ${REVIEW_VERSION} with request.uid`,
    };
  }
  const { target, problems } = ask;
  if ('foreign' in target) return foreign(ask, target.foreign);
  if (problems.length > 0) {
    return unjudgeable(ask, target, { ...NOTHING_READ, message: `the request cannot be read: ${problems.join('; ')}` });
  }
  return readObject(ask, target, json);
}

/**
 * A review that is not read because it has too much of something. What a verdict needs is at its beginning. Never
 * throws for any input.
 */
export function readOversized(head: Buffer, tooMuch: string): Exclude<Review, Judgeable> {
  const message = `the review has ${tooMuch}: make the object smaller`;
  const read = readHead(head);
  const ask = readAsk(read?.review);
  if (read === undefined || ask === undefined) return { kind: 'unreadable', reason: 'body_too_large', message };
  const { target, problems } = ask;
  if ('foreign' in target) return foreign(ask, target.foreign);
  const unread = problems.length > 0 ? NOTHING_READ.unread : { labels: true, groups: read.hasMoreGroups };
  return unjudgeable(ask, target, { unread, code: 413, message });
}

function readObject(ask: Ask, { kind, operation }: Target, { review, old, ascii }: ReviewJson): Review {
  const { envelope, facts, user } = ask;
  // A DELETE has no object; its name is the stored object's when a collection is deleted.
  const field = operation === 'DELETE' ? 'oldObject' : 'object';
  const value = operation === 'DELETE' ? old?.object() : own(own(review, 'request'), 'object');
  if (value === undefined || value === null)
    return foreign(ask, `${operation} without ${field}: there is nothing to judge`);
  const decoded = decodeObject(kind, value, { ascii, place: (metadata) => placedMetadata(metadata, facts) });
  const { slice } = decoded.value;
  const stored = operation === 'UPDATE' && old !== undefined ? storedObject(kind, old, facts) : undefined;
  if (!decoded.ok) {
    const what = kind === 'endpoints' ? 'Endpoints' : 'an EndpointSlice';
    const refusal = unjudgeable(
      ask,
      { kind, operation },
      {
        metadata: slice.metadata,
        unread: { labels: decoded.problems.some(isAboutMetadata), groups: false },
        message: `${field} cannot be read as ${what}: ${describeProblems(decoded.problems)}`,
      },
    );
    return stored === undefined ? refusal : { ...refusal, onlyRemoves: () => isOnlyRemoval(decoded.value, stored) };
  }
  const { namespace, name } = slice.metadata;
  const subject = makeSubject({ operation, object: decoded.value, stored, user });
  const written = { kind, value, stored: () => stored?.value() };
  return { kind: 'judgeable', envelope, facts: { ...facts, namespace, name }, subject, written };
}

/** Or about the object as a whole, of which then nothing was read. */
function isAboutMetadata({ path: [first] }: DecodeProblem): boolean {
  return first === undefined || first === 'metadata';
}

/** Of two objects that can be read, whatever their size. */
function isOnlyRemoval(now: StoredForm, stored: StoredObject): boolean {
  if (now.subsets?.table === undefined) return false;
  try {
    return onlyRemoves(stored.whole(), now);
  } catch (error) {
    if (error instanceof OldObjectError) return false;
    throw error;
  }
}

const NOTHING_READ = { unread: { labels: true, groups: true } } as const;

interface Why {
  /** Of the object, as far as it was read. */
  readonly metadata?: SliceMetadata;
  readonly unread: Unread;
  readonly code?: Unjudgeable['code'];
  readonly message: string;
}

function unjudgeable(
  { envelope, facts, user }: Ask,
  { kind, operation }: Target,
  { unread, code = 400, message, ...why }: Why,
): Unjudgeable {
  const metadata = why.metadata ?? placedMetadata(decodeMetadata(undefined).value, facts);
  const known = { operation, isEndpoints: kind === 'endpoints', metadata, user, unread };
  return { kind: 'unjudgeable', envelope, facts, known, code, message: plain(message, MAX_MESSAGE) };
}

function foreign({ envelope, facts }: Ask, message: string): Foreign {
  return { kind: 'foreign', envelope, facts, message };
}
