// From a decision to the AdmissionReview that answers it. Never a patch: beside a validating answer it would be a failed call.
import { cut } from '../../model/plain.ts';
import { auditAnnotations } from '../../policy/evaluate/annotations.ts';
import { causes, denialMessage, warnings, type Cause } from '../../policy/evaluate/messages.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import type { Decision } from '../../policy/subject.ts';
import { REVIEW_KIND, type Envelope, type RequestFacts } from './ask.ts';

export interface ResponseStatus {
  readonly status: 'Failure';
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: { readonly causes: readonly Cause[] };
}

export interface AdmissionResponse {
  readonly allowed: boolean;
  readonly status?: ResponseStatus;
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  /** The mutating door's alone, and never beside a denial. */
  readonly patchType?: 'JSONPatch';
  readonly patch?: string;
}

/** `digest` is undefined when nothing is shown: no findings, nothing undecided. */
export function respond(decision: Decision, set: PolicySet, digest: string | undefined): AdmissionResponse {
  const said = warnings(decision);
  return {
    allowed: decision.allowed,
    ...(decision.allowed ? {} : { status: denial(decision) }),
    ...(said.length === 0 ? {} : { warnings: said }),
    ...(digest === undefined ? {} : { auditAnnotations: auditAnnotations(decision, set, digest) }),
  };
}

/** The answer to a review that cannot be judged. `code` and `reason` reach the user as they are. */
export function refuse(code: 400 | 413, message: string): AdmissionResponse {
  const reason = code === 413 ? 'RequestEntityTooLarge' : 'BadRequest';
  return { allowed: false, status: { status: 'Failure', code, reason, message } };
}

/** What is not judged and not refused. People and their programs are told; a component of the cluster would be told every few seconds, and only log it. */
export function letThrough({ user }: Pick<RequestFacts, 'user'>, message: string): AdmissionResponse {
  if (user === '' || user.startsWith('system:')) return { allowed: true };
  // 120 characters, Kubernetes' advice for one warning; the message is free of control characters already.
  return { allowed: true, warnings: [cut(`sliceward did not judge this: ${message}`, 120)] };
}

/** The bytes of the answer. */
export function writeReview(envelope: Envelope, response: AdmissionResponse): string {
  const { apiVersion, uid } = envelope;
  return JSON.stringify({ kind: REVIEW_KIND, apiVersion, response: { uid, ...response } });
}

function denial(decision: Decision): ResponseStatus {
  const found = causes(decision);
  return {
    status: 'Failure',
    code: 403,
    reason: 'Forbidden',
    message: denialMessage(decision),
    ...(found.length === 0 ? {} : { details: { causes: found } }),
  };
}
