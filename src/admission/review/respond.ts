// The responses, named as controller-runtime names them:
// https://github.com/kubernetes-sigs/controller-runtime/blob/main/pkg/webhook/admission/response.go
// A patch beside a validating answer would fail the call, so only the mutating webhook uses `patched`.
import { cut } from '../../model/plain.ts';
import type { PatchOperation } from '../../model/json-patch.ts';
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
  /** Only from the mutating webhook, and never with a denial. */
  readonly patchType?: 'JSONPatch';
  readonly patch?: string;
}

/** The answer to a review that was judged. `digest` is undefined when nothing was found or denied. */
export function decided(decision: Decision, set: PolicySet, digest: string | undefined): AdmissionResponse {
  const notes = {
    warnings: warnings(decision),
    auditAnnotations: digest === undefined ? {} : auditAnnotations(decision, set, digest),
  };
  return decision.allowed ? allowed(notes) : denied(decision, notes);
}

/** What an answer may say beside its verdict; empty parts are omitted. */
export interface Notes {
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

export function allowed(notes: Notes = {}): AdmissionResponse {
  return { allowed: true, ...written(notes) };
}

export function denied(decision: Decision, notes: Notes = {}): AdmissionResponse {
  const found = causes(decision);
  const status: ResponseStatus = {
    status: 'Failure',
    code: 403,
    reason: 'Forbidden',
    message: denialMessage(decision),
    ...(found.length === 0 ? {} : { details: { causes: found } }),
  };
  return { allowed: false, status, ...written(notes) };
}

/**
 * The answer to a review that cannot be judged and may not be allowed. The user sees `code` and `message` unchanged.
 */
export function errored(code: 400 | 413, message: string): AdmissionResponse {
  const reason = code === 413 ? 'RequestEntityTooLarge' : 'BadRequest';
  return { allowed: false, status: { status: 'Failure', code, reason, message } };
}

/** The answer with a patch: the JSON of the operations in base64, as the protocol requires. */
export function patched(operations: readonly PatchOperation[], notes: Notes = {}): AdmissionResponse {
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
  return { ...allowed(notes), patchType: 'JSONPatch', patch };
}

/**
 * The answer to a review that was not judged and is allowed. Users and their programs get a warning;
 * a component of the cluster would get it every few seconds, and only log it.
 */
export function allowedUnjudged({ user }: Pick<RequestFacts, 'user'>, message: string): AdmissionResponse {
  if (user === '' || user.startsWith('system:')) return allowed();
  // 120 characters, Kubernetes' advice for one warning; the message has no control characters.
  return allowed({ warnings: [cut(`sliceward did not judge this: ${message}`, 120)] });
}

function written({ warnings: texts = [], auditAnnotations: annotations = {} }: Notes): Notes {
  return {
    ...(texts.length === 0 ? {} : { warnings: texts }),
    ...(Object.keys(annotations).length === 0 ? {} : { auditAnnotations: annotations }),
  };
}

/** The bytes of the answer. */
export function writeReview(envelope: Envelope, response: AdmissionResponse): string {
  const { apiVersion, uid } = envelope;
  return JSON.stringify({ kind: REVIEW_KIND, apiVersion, response: { uid, ...response } });
}
