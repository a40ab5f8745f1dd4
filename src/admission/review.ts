// AdmissionReview v1: from the bytes of a request to what is judged, or to why it cannot be.
import { decodeObject, decodeStored, objectKind, type ObjectKind } from '../model/decode-object.ts';
import { plain } from '../model/plain.ts';
import { pairParts } from '../policy/parts.ts';
import { PastError, type Operation } from '../policy/rule.ts';
import type { Subject, User } from '../policy/subject.ts';
import { onlyTakesAway } from '../policy/taking-away.ts';
import { parseReviewJson, type ReviewJson } from './body-json.ts';
import { MemberReader, own } from './json.ts';
import { describeProblems, placedMetadata, type Place } from './place.ts';
import { storedObject, type StoredObject } from './stored-object.ts';

/** What an answer must repeat, or the API server takes it for a failed call. */
export interface Envelope {
  readonly uid: string;
  readonly apiVersion: string;
  readonly kind: string;
}

/** What the log tells of a review, judged or not. */
export interface RequestFacts extends Place {
  /** As the API server wrote it; the empty string when unreadable. */
  readonly operation: string;
  readonly user: string;
  readonly dryRun: boolean;
}

/** The object as JSON has it, perhaps without managedFields. */
export interface Written {
  readonly kind: ObjectKind;
  readonly value: unknown;
  /** The stored object of an UPDATE, likewise; undefined when there is none. Throws StoredObjectError. */
  readonly stored: () => unknown;
}

export type Review =
  | {
      readonly kind: 'judgeable';
      readonly envelope: Envelope;
      readonly facts: RequestFacts;
      readonly subject: Subject;
      readonly written: Written;
    }
  /** The uid is known, so the answer is an AdmissionReview that refuses to judge. */
  | {
      readonly kind: 'unjudgeable';
      readonly envelope: Envelope;
      readonly facts: RequestFacts;
      readonly message: string;
      /** Whether an update only takes away, so that it is let through unjudged: of Endpoints that are too large to be judged. Never throws. */
      readonly onlyTakesAway?: () => boolean;
    }
  /** No AdmissionReview could answer this. */
  | { readonly kind: 'unreadable'; readonly reason: 'bad_json' | 'no_uid'; readonly message: string };

type Unjudgeable = Extract<Review, { kind: 'unjudgeable' }>;

export const REVIEW_VERSION = 'admission.k8s.io/v1';
export const REVIEW_KIND = 'AdmissionReview';

const OPERATIONS: readonly string[] = ['CREATE', 'UPDATE', 'DELETE'] satisfies readonly Operation[];

/** An API server's uid has 36 characters; what must be repeated in the answer is bounded all the same. */
const MAX_ECHO = 256;
const MAX_MESSAGE = 2000;

/** Never throws for any input. */
export function readReview(body: Buffer): Review {
  let json: ReviewJson;
  try {
    json = parseReviewJson(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: 'unreadable', reason: 'bad_json', message: plain(`the body is not valid JSON: ${error.message}`, MAX_MESSAGE) };
  }
  const reader = new MemberReader();
  const { review } = json;
  const request = own(review, 'request');
  const uid = reader.text(request, 'uid');
  if (uid === '' || uid.length > MAX_ECHO) {
    return { kind: 'unreadable', reason: 'no_uid', message: `expected an AdmissionReview of ${REVIEW_VERSION} with request.uid` };
  }
  const envelope = { uid, apiVersion: echo(review, 'apiVersion', REVIEW_VERSION), kind: echo(review, 'kind', REVIEW_KIND) };
  const user = readUser(reader, request);
  const facts: RequestFacts = {
    operation: reader.text(request, 'operation'),
    namespace: reader.text(request, 'namespace'),
    name: reader.text(request, 'name'),
    user: user?.name ?? '',
    dryRun: reader.flag(request, 'dryRun'),
  };
  const refuse = (message: string): Unjudgeable => ({ kind: 'unjudgeable', envelope, facts, message: plain(message, MAX_MESSAGE) });

  if (envelope.kind !== REVIEW_KIND || envelope.apiVersion !== REVIEW_VERSION) {
    return refuse(
      `this webhook speaks ${REVIEW_VERSION} ${REVIEW_KIND}, not ${envelope.apiVersion} ${envelope.kind}: set admissionReviewVersions: [v1] in its registration`,
    );
  }
  const { kind, written } = readKind(reader, request);
  if (kind === undefined) return refuse(wrongKind(written));
  if (!isOperation(facts.operation)) {
    return refuse(`operation ${JSON.stringify(facts.operation)} is not judged: register this webhook for CREATE, UPDATE or DELETE`);
  }
  if (reader.problems.length > 0) return refuse(`the request cannot be read: ${reader.problems.join('; ')}`);
  return judgeable({ envelope, facts, kind, operation: facts.operation, user }, json, refuse);
}

interface Known {
  readonly envelope: Envelope;
  readonly facts: RequestFacts;
  readonly kind: ObjectKind;
  readonly operation: Operation;
  readonly user: User | undefined;
}

function judgeable(known: Known, { review, old, ascii }: ReviewJson, refuse: (message: string) => Unjudgeable): Review {
  const { envelope, facts, kind, operation, user } = known;
  // A DELETE has no object; its name is the stored object's when a collection is deleted.
  const field = operation === 'DELETE' ? 'oldObject' : 'object';
  const value = operation === 'DELETE' ? old?.object() : own(own(review, 'request'), 'object');
  if (value === undefined || value === null) return refuse(`${operation} without ${field}: nothing to judge`);
  const decoded = decodeObject(kind, value, { ascii, place: (metadata) => placedMetadata(metadata, facts) });
  const what = kind === 'endpoints' ? 'Endpoints' : 'an EndpointSlice';
  const stored = operation === 'UPDATE' && old !== undefined ? storedObject(kind, old, facts) : undefined;
  if (!decoded.ok) {
    const refusal = refuse(`${field} cannot be read as ${what}: ${describeProblems(decoded.problems)}`);
    return stored === undefined ? refusal : { ...refusal, onlyTakesAway: () => takesAway(kind, value, stored) };
  }
  const { slice, parts } = decoded.value;
  const { namespace, name } = slice.metadata;
  const subject = { operation, slice, past: stored?.past, parts: parts && pairParts(parts, stored?.whole), user };
  const written = { kind, value, stored: () => stored?.value() };
  return { kind: 'judgeable', envelope, facts: { ...facts, namespace, name }, subject, written };
}

/** Of two objects that can be read, whatever their size. */
function takesAway(kind: ObjectKind, value: unknown, stored: StoredObject): boolean {
  const now = decodeStored(kind, value);
  try {
    return now.ok && onlyTakesAway(stored.whole(), now.value);
  } catch (error) {
    if (error instanceof PastError) return false;
    throw error;
  }
}

/** What `request.kind` says: group, version and kind. */
function readKind(reader: MemberReader, request: unknown): { readonly kind: ObjectKind | undefined; readonly written: string } {
  const kind = own(request, 'kind');
  const [group, version, name] = [reader.text(kind, 'group'), reader.text(kind, 'version'), reader.text(kind, 'kind')];
  const apiVersion = `${group === '' ? '' : `${group}/`}${version}`;
  return { kind: objectKind(apiVersion, name), written: `${apiVersion} ${name}` };
}

function wrongKind(written: string): string {
  const rules = 'endpointslices of discovery.k8s.io/v1 and endpoints of v1';
  return `only EndpointSlices and v1 Endpoints are judged, not ${JSON.stringify(written)}: register this webhook for ${rules} ("sliceward install" prints it)`;
}

function readUser(reader: MemberReader, request: unknown): User | undefined {
  const info = own(request, 'userInfo');
  const name = reader.text(info, 'username');
  return name === '' ? undefined : { name, groups: reader.texts(info, 'groups') };
}

function echo(review: unknown, key: string, fallback: string): string {
  const value = own(review, key);
  return typeof value === 'string' && value !== '' && value.length <= MAX_ECHO ? value : fallback;
}

function isOperation(text: string): text is Operation {
  return OPERATIONS.includes(text);
}
