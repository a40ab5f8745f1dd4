// Reads a review's JSON without its oldObject: half of an UPDATE review is there, JSON.parse is most of a review's cost, and most rules never look.
//
// The API server writes a request's fields in Go's order (…, operation, userInfo, object, oldObject, dryRun, options), so two native searches find
// the stored object's extent. What stands between the marks cannot stand elsewhere in what an API server writes: inside strings the quotes are
// escaped, labels and annotations have string values, userInfo.extra has lists, and fieldsV1 prefixes its keys. Anything unexpected is parsed whole.
import { own } from './json.ts';

const START = Buffer.from(',"oldObject":{');
const END = Buffer.from('},"dryRun":');
const METADATA_END = Buffer.from('},"addressType":');
const OPEN_BRACE = 0x7b;

/** The JSON value of `request.oldObject`, parsed when asked for. Throws SyntaxError if the bytes that were left aside are no JSON. */
export interface OldJson {
  readonly object: () => unknown;
  /** The value of its `metadata` member; costs no parse of the endpoints when the API server wrote it. */
  readonly metadata: () => unknown;
}

export interface ReviewJson {
  /** The AdmissionReview; on UPDATE its request may lack `oldObject`. */
  readonly review: unknown;
  /** Undefined when the review has no oldObject. */
  readonly old: OldJson | undefined;
}

/**
 * Throws SyntaxError if the body is no JSON. Bytes that are no UTF-8 are read as U+FFFD, as Go's decoder reads them: the API server, which writes
 * only valid UTF-8, is judged alike either way, and a check of every body would be paid for nothing. Of duplicate keys the last one counts, as in Go.
 */
export function parseReviewJson(body: Buffer): ReviewJson {
  return parseWithoutOld(body) ?? parseWhole(body);
}

/** The plain way; the tests hold the two equal. */
export function parseWhole(body: Buffer): ReviewJson {
  const review: unknown = JSON.parse(body.toString('utf8'));
  const old = own(own(review, 'request'), 'oldObject');
  if (old === undefined || old === null) return { review, old: undefined };
  return { review, old: { object: () => old, metadata: () => own(old, 'metadata') } };
}

/** Undefined when in doubt. */
function parseWithoutOld(body: Buffer): ReviewJson | undefined {
  const start = body.indexOf(START);
  if (start === -1 || body.indexOf(START, start + 1) !== -1) return undefined;
  const end = body.lastIndexOf(END);
  // The object begins with the start mark's last byte and ends with the end mark's first.
  const from = start + START.length - 1;
  if (end <= from || body[from] !== OPEN_BRACE) return undefined;
  let review: unknown;
  try {
    // Joined as bytes: two strings would be copied once more when they are parsed.
    review = JSON.parse(Buffer.concat([body.subarray(0, start), body.subarray(end + 1)]).toString('utf8'));
  } catch {
    return undefined;
  }
  const request = own(review, 'request');
  // The options of a DELETE may hold the end mark: only an UPDATE is worth the trouble anyway.
  if (own(request, 'operation') !== 'UPDATE' || own(request, 'oldObject') !== undefined) return undefined;
  return { review, old: cutOut(body, from, end + 1) };
}

function cutOut(body: Buffer, from: number, to: number): OldJson {
  let parsed: { readonly value: unknown } | undefined;
  const object = (): unknown => {
    parsed ??= { value: parseCut(body, from, to) };
    return parsed.value;
  };
  return {
    object,
    metadata: () => (parsed === undefined ? parseMetadata(body.subarray(from, to)) : undefined) ?? own(object(), 'metadata'),
  };
}

function parseCut(body: Buffer, from: number, to: number): unknown {
  try {
    return JSON.parse(body.toString('utf8', from, to));
  } catch {
    return parseWhole(body).old?.object();
  }
}

/** The object's beginning up to the end of its metadata is an object of its own, once closed. */
function parseMetadata(object: Buffer): unknown {
  const end = object.indexOf(METADATA_END);
  if (end === -1) return undefined;
  try {
    const head: unknown = JSON.parse(`${object.toString('utf8', 0, end + 1)}}`);
    return own(head, 'metadata');
  } catch {
    return undefined;
  }
}
