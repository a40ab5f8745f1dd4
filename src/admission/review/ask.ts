// What a review says before its objects: what an answer repeats, what the log shows, who asks, and whether it is about
// a slice or Endpoints.
import { objectKind, type ObjectKind } from '../../model/decode/decode-object.ts';
import { plain } from '../../model/plain.ts';
import type { Operation } from '../../policy/rule.ts';
import type { User } from '../../policy/subject.ts';
import { MemberReader, own } from './json.ts';
import type { Place } from './place.ts';

export const REVIEW_KIND = 'AdmissionReview';
export const REVIEW_VERSION = 'admission.k8s.io/v1';
/**
 * An API server still sends v1beta1 where a registration names it first; its fields are the same (k8s.io/api
 * admission/v1beta1/types.go).
 */
const REVIEW_VERSIONS = [REVIEW_VERSION, 'admission.k8s.io/v1beta1'] as const;
export type ReviewVersion = (typeof REVIEW_VERSIONS)[number];

/**
 * What an answer must repeat, or the API server takes it for a failed call. The version is one of ours, whatever a
 * stranger wrote.
 */
export interface Envelope {
  readonly uid: string;
  readonly apiVersion: ReviewVersion;
}

/** What the log shows of a review, judged or not. */
export interface RequestFacts extends Place {
  /** As the API server wrote it; the empty string when unreadable. */
  readonly operation: string;
  readonly user: string;
  readonly dryRun: boolean;
}

/** What an answer is made for. */
export interface Reviewed {
  readonly envelope: Envelope;
  readonly facts: RequestFacts;
}

export interface Ask extends Reviewed {
  readonly user: User | undefined;
  /** What is to be judged; or why it is nothing of ours, and is let through. */
  readonly target: Target | { readonly foreign: string };
  /** Members of the wrong type, in words. */
  readonly problems: readonly string[];
}

export interface Target {
  readonly kind: ObjectKind;
  readonly operation: Operation;
}

const OPERATIONS: readonly string[] = ['CREATE', 'UPDATE', 'DELETE'] satisfies readonly Operation[];

/** An API server's uid has 36 characters; what must be repeated in the answer is bounded all the same. */
const MAX_UID = 256;
/** Of a text that a stranger wrote, in a message. */
const MAX_SHOWN = 100;

/** Undefined when there is no uid: then nothing can be answered. */
export function readAsk(review: unknown): Ask | undefined {
  const reader = new MemberReader();
  const request = own(review, 'request');
  const uid = reader.text(request, 'uid');
  if (uid === '' || uid.length > MAX_UID) return undefined;
  const user = readUser(reader, request);
  const facts: RequestFacts = {
    operation: reader.text(request, 'operation'),
    namespace: reader.text(request, 'namespace'),
    name: reader.text(request, 'name'),
    user: user?.name ?? '',
    dryRun: reader.flag(request, 'dryRun'),
  };
  const version = readVersion(review);
  const target = readTarget(reader, request, version, facts.operation);
  return {
    envelope: { uid, apiVersion: version.known ?? REVIEW_VERSION },
    facts,
    user,
    target,
    problems: reader.problems,
  };
}

interface Version {
  /** Undefined for one that we do not speak. */
  readonly known: ReviewVersion | undefined;
  readonly written: string;
}

/** What does not say what it is, is taken for the version that we speak. */
function readVersion(review: unknown): Version {
  const [apiVersion, kind] = [said(review, 'apiVersion', REVIEW_VERSION), said(review, 'kind', REVIEW_KIND)];
  const known = kind === REVIEW_KIND ? REVIEW_VERSIONS.find((version) => version === apiVersion) : undefined;
  return { known, written: `${apiVersion} ${kind}` };
}

function said(review: unknown, key: string, fallback: string): string {
  const value = own(review, key);
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function readTarget(reader: MemberReader, request: unknown, version: Version, operation: string): Ask['target'] {
  const { kind, written } = readKind(reader, request);
  // The members of an unknown version may mean anything.
  if (version.known === undefined) {
    return {
      foreign: `${quoted(version.written)} is not spoken here; set admissionReviewVersions: [v1] in the registration`,
    };
  }
  if (kind === undefined) return { foreign: `${quoted(written)} is no EndpointSlice; ${MATCHES_TOO_MUCH}` };
  const subResource = reader.text(request, 'subResource') || reader.text(request, 'requestSubResource');
  if (subResource !== '')
    return { foreign: `the subresource ${quoted(subResource)} is not judged; ${MATCHES_TOO_MUCH}` };
  if (!isOperation(operation))
    return { foreign: `the operation ${quoted(operation)} is not judged; ${MATCHES_TOO_MUCH}` };
  return { kind, operation };
}

const MATCHES_TOO_MUCH = 'it is registered for too much: see "sliceward install"';

/** What `request.kind` says: group, version and kind. */
function readKind(
  reader: MemberReader,
  request: unknown,
): { readonly kind: ObjectKind | undefined; readonly written: string } {
  const kind = own(request, 'kind');
  const [group, version, name] = [reader.text(kind, 'group'), reader.text(kind, 'version'), reader.text(kind, 'kind')];
  const apiVersion = `${group === '' ? '' : `${group}/`}${version}`;
  return { kind: objectKind(apiVersion, name), written: `${apiVersion} ${name}` };
}

function readUser(reader: MemberReader, request: unknown): User | undefined {
  const info = own(request, 'userInfo');
  const name = reader.text(info, 'username');
  return name === '' ? undefined : { name, groups: reader.texts(info, 'groups') };
}

function isOperation(text: string): text is Operation {
  return OPERATIONS.includes(text);
}

function quoted(text: string): string {
  return `"${plain(text, MAX_SHOWN)}"`;
}
