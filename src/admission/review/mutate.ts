// The mutating webhook: from the bytes of a review to the bytes of an answer that may have a patch. It denies nothing:
// validation comes next. A review that cannot be read is allowed with a warning.
import { decodeObject } from '../../model/decode/decode-object.ts';
import { keysOf } from '../../model/labels.ts';
import { sizeIfOver } from '../../model/size.ts';
import { cut, plain } from '../../model/plain.ts';
import { LIMITS, type Slice } from '../../model/slice.ts';
import { evaluate } from '../../policy/evaluate/engine.ts';
import { fixAnnotation, fixWarning } from '../../policy/fix/fix-text.ts';
import { MAX_OPERATIONS, applyFixes, type FixResult, type FixFailure } from '../../policy/fix/apply-fixes.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import type { Decision, Finding } from '../../policy/subject.ts';
import type { RequestFacts, Reviewed } from './ask.ts';
import { holdsTooManyValues, MAX_VALUES } from './json-values.ts';
import { placedMetadata, type Place } from './place.ts';
import { RequestError } from '../http/request-error.ts';
import { allowed, allowedUnjudged, patched, writeReview, type AdmissionResponse } from './respond.ts';
import { readOversized, readReview, type Judgeable, type Review } from './review.ts';
import { StoredObjectError } from './stored-object.ts';

/**
 * `patched`, `none`: there was nothing to fix. `refused`: what would have been fixed is left as it is. `unjudged`: the
 * review could not be read. `not_judged`: it is another kind of object.
 */
export const MUTATION_OUTCOMES = ['patched', 'none', 'refused', 'unjudged', 'not_judged'] as const;
export type MutationOutcome = (typeof MUTATION_OUTCOMES)[number];

/** An answer and what log and metrics record of it. */
export interface Mutation {
  readonly uid: string;
  readonly facts: RequestFacts;
  readonly body: string;
  readonly outcome: MutationOutcome;
  /** What was fixed. */
  readonly findings: readonly Finding[];
  /** Why nothing was. */
  readonly refusal: string | undefined;
  /** The refusal is a bug of ours. */
  readonly isBug: boolean;
}

/** Throws RequestError (bad_json, no_uid, body_too_large); anything else it throws is a bug. */
export function mutate(body: Buffer, set: PolicySet): Mutation {
  const review = holdsTooManyValues(body)
    ? readOversized(body, `more than ${MAX_VALUES} JSON values`)
    : readReview(body);
  if (review.kind !== 'judgeable') return notMutated(review);
  try {
    return mutateObject(review, set);
  } catch (error) {
    if (error instanceof StoredObjectError) return unjudged(review, plain(error.message, 2000));
    throw error;
  }
}

/** The answer to a body over the limit, of which only the beginning was kept. Throws RequestError (body_too_large). */
export function mutateOversized(head: Buffer, maxBytes: number): Mutation {
  return notMutated(readOversized(head, `more than ${maxBytes} bytes`));
}

function notMutated(review: Exclude<Review, Judgeable>): Mutation {
  if (review.kind === 'unreadable') throw new RequestError(review.reason, review.message);
  return unjudged(review, review.message, review.kind === 'foreign' ? 'not_judged' : 'unjudged');
}

function mutateObject(review: Judgeable, set: PolicySet): Mutation {
  const { subject, written } = review;
  // Of more endpoints than an API server stores the rest was not decoded; it will refuse them all.
  const isOurs = written.kind === 'slice' && subject.operation !== 'DELETE' && isFixable(subject.slice);
  if (!isOurs) return answer(review, allowed(), { outcome: 'none' });
  let isController = false;
  const judge = (value: unknown): Decision => {
    const slice = value === written.value ? subject.slice : decodeAgain(value, review.facts);
    const decision = evaluate(set, { ...subject, slice }, MAX_OPERATIONS);
    isController = decision.writer.class === 'controller';
    return decision;
  };
  const result = applyFixes(written.value, {
    judge,
    may: ({ mayFix }) => mayFix && !isController,
    stored: written.stored,
  });
  // What a patch would change in an object that cannot be read is unknown.
  if (result.kind === 'fixed') subject.oldObject?.slice();
  return answerFix(review, result, set);
}

function decodeAgain(value: unknown, place: Place): Slice {
  return decodeObject('slice', value, { place: (metadata) => placedMetadata(metadata, place) }).value.slice;
}

/**
 * Fixing judges a slice several times: so many addresses take 10 ms each time, and those of a good slice are a tenth of
 * them.
 */
const MAX_ADDRESSES = 10_000;
/**
 * Likewise labels and annotations together. Kubernetes limits neither number, but real objects have less than a
 * hundredth of it.
 */
const MAX_ENTRIES = 10_000;
/** Bytes of JSON. etcd takes 1.5 MiB (`--max-request-bytes`). */
const MAX_BYTES = 4 * 1024 ** 2;

function isFixable(slice: Slice): boolean {
  const { metadata, endpoints, endpointCount, portCount } = slice;
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  if (keysOf(labels).length + keysOf(annotations).length > MAX_ENTRIES) return false;
  // Of more than these the rest was not decoded.
  if (ownerReferences.length === LIMITS.owners || finalizers.length === LIMITS.finalizers || portCount > LIMITS.ports)
    return false;
  let addresses = 0;
  for (const { addressCount } of endpoints) {
    // Of more than an API server takes the rest was not decoded, and would come into view.
    if (addressCount > LIMITS.addressesPerEndpoint) return false;
    addresses += addressCount;
  }
  return endpointCount <= LIMITS.endpoints && addresses <= MAX_ADDRESSES && sizeIfOver(slice, MAX_BYTES) === undefined;
}

function answerFix(review: Judgeable, result: FixResult, set: PolicySet): Mutation {
  if (result.kind === 'none') return answer(review, allowed(), { outcome: 'none' });
  if (result.kind === 'refused') {
    const refusal = `${result.rule}: ${REFUSALS[result.why]}`;
    const response = allowed({ auditAnnotations: { unfixed: cut(refusal, 1024) } });
    return answer(review, response, { outcome: 'refused', refusal, isBug: result.why === 'ineffective' });
  }
  const { operations, findings } = result;
  const quiet = new Set(set.policies.flatMap((policy) => (policy.quiet ? [policy.name] : [])));
  const reported = findings.filter(({ policy }) => !quiet.has(policy));
  const response = patched(operations, {
    warnings: reported.length === 0 ? [] : [fixWarning(reported)],
    auditAnnotations: { fixes: fixAnnotation(findings) },
  });
  return answer(review, response, { outcome: 'patched', findings });
}

const REFUSALS: Readonly<Record<FixFailure, string>> = {
  ineffective: 'its fix does not remove the finding',
  regresses: 'it would find more after the fixes than before',
  tooMany: 'there are more fixes than fit into one patch',
  serverRejects: 'an API server that accepts this object would reject the fixed one',
};

function unjudged(review: Reviewed, message: string, outcome: MutationOutcome = 'unjudged'): Mutation {
  return answer(review, allowedUnjudged(review.facts, message), { outcome, refusal: message });
}

interface Outcome {
  readonly outcome: MutationOutcome;
  readonly findings?: readonly Finding[];
  readonly refusal?: string;
  readonly isBug?: boolean;
}

function answer(
  { envelope, facts }: Reviewed,
  response: AdmissionResponse,
  { outcome, findings = [], refusal, isBug = false }: Outcome,
): Mutation {
  return { uid: envelope.uid, facts, body: writeReview(envelope, response), outcome, findings, refusal, isBug };
}
