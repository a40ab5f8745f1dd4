// Reads a review's JSON without what no rule reads: JSON.parse is most of a review's cost, half of an UPDATE review is
// its oldObject, which most rules never look at, and a third of a small object is managedFields, which none does. Many
// endpoints are parsed piece by piece: see PIECE.
//
// The API server writes a request's fields in Go's order (…, operation, userInfo, object, oldObject, dryRun, options),
// and an EndpointSlice's too (…, metadata with managedFields last, addressType, endpoints, ports), so a few native
// searches find their extent. What is between the marks cannot be elsewhere in what an API server writes: inside
// strings the quotes are escaped, labels and annotations have string values, userInfo.extra has lists, and fieldsV1
// prefixes its keys. Anything unexpected is parsed whole.
import { isAscii } from 'node:buffer';
import { bodyText, LARGE, type BodyText } from './body-text.ts';
import { own, replaceOwn } from './json.ts';
import { withPlainNames } from './plain-names.ts';

/**
 * The JSON value of `request.oldObject`, parsed when asked for. Throws SyntaxError if the bytes that were left aside
 * are no JSON.
 */
export interface OldJson {
  readonly object: () => unknown;
  /**
   * The value of its `metadata` member, perhaps without managedFields; costs no parse of the endpoints when the API
   * server wrote it.
   */
  readonly metadata: () => unknown;
  /**
   * The value of `metadata.labels`; costs not even the parse of the rest of the metadata when the API server wrote it.
   */
  readonly labels: () => unknown;
}

export interface ReviewJson {
  /** The AdmissionReview; on UPDATE its request may lack `oldObject`, and the object's metadata `managedFields`. */
  readonly review: unknown;
  /** Every string in the request that comes before `oldObject` is known to be ASCII, those of the object among them. */
  readonly ascii: boolean;
  /** Undefined when the review has no oldObject. */
  readonly old: OldJson | undefined;
}

/** How an API server begins every slice. */
const SLICE = '{"kind":"EndpointSlice","apiVersion":"discovery.k8s.io/v1","metadata":{';
const OBJECT = `,"object":${SLICE}`;
/**
 * Only scalars come before an object's labels in its metadata, and whatever comes after them has no member of this name
 * that is a map.
 */
const LABELS = ',"labels":{';
const MANAGED_FIELDS = ',"managedFields":[';
const METADATA_END = '},"addressType":';
/** `METADATA_END"IPv4"` and some room. */
const MAX_ADDRESS_TYPE = 64;
const ENDPOINTS = ',"endpoints":[';
const NEXT_ENDPOINT = ',{"addresses":[';
const ENDPOINTS_END = '],"ports":';
const OLD_OBJECT = ',"oldObject":{';
/**
 * A native search goes from one occurrence of the first character to the next, and an O is rare in a slice, where
 * commas are everywhere.
 */
const RARE = OLD_OBJECT.indexOf('O');
const FROM_RARE = OLD_OBJECT.slice(RARE);
const OLD_END = '},"dryRun":';

/** Characters; see LARGE. */
const PIECE = LARGE / 2;

/** A part of a text, the end not in it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Throws SyntaxError if the body is no JSON. Bytes that are no UTF-8 are read as U+FFFD, as Go's decoder reads them:
 * the API server, which writes only valid UTF-8, is judged alike either way, and a check of every body would be paid
 * for nothing. Of duplicate keys the last one counts, as in Go.
 */
export function parseReviewJson(body: Buffer): ReviewJson {
  const plain = withPlainNames(body);
  return parsePart(plain) ?? whole(plain);
}

/** The plain way; the tests hold the two equal. */
export function parseWhole(body: Buffer): ReviewJson {
  return whole(withPlainNames(body));
}

function whole(body: Buffer): ReviewJson {
  const review: unknown = JSON.parse(body.toString('utf8'));
  return { review, ascii: isPlainAscii(body), old: oldOf(review) };
}

function oldOf(review: unknown): OldJson | undefined {
  const old = own(own(review, 'request'), 'oldObject');
  if (old === undefined || old === null) return undefined;
  const metadata = (): unknown => own(old, 'metadata');
  return { object: () => old, metadata, labels: () => own(metadata(), 'labels') };
}

/** Undefined when in doubt. */
function parsePart(body: Buffer): ReviewJson | undefined {
  const text = bodyText(body);
  const old = findOld(text);
  const { managedFields, endpoints } = findObject(text, old?.from ?? text.length);
  const cuts = [managedFields, endpoints, old].filter((cut) => cut !== undefined);
  if (cuts.length === 0) return undefined;
  let review: unknown;
  try {
    review = JSON.parse(textWithout(text, cuts));
    const object = own(own(review, 'request'), 'object');
    if (endpoints !== undefined && !replaceOwn(object, 'endpoints', parseItems(text, endpoints))) return undefined;
  } catch {
    return undefined;
  }
  const ascii = isPlainAscii(body.subarray(0, old?.from));
  if (old === undefined) return { review, ascii, old: oldOf(review) };
  const request = own(review, 'request');
  // The options of a DELETE may hold the end mark: only an UPDATE is worth the trouble anyway.
  if (own(request, 'operation') !== 'UPDATE' || own(request, 'oldObject') !== undefined) return undefined;
  return { review, ascii, old: cutOut(body, text, { from: old.from + OLD_OBJECT.length - 1, to: old.to }) };
}

/** Whether every string in this JSON is ASCII. */
function isPlainAscii(json: Buffer): boolean {
  return isAscii(json) && !json.includes('\\u', 0, 'latin1');
}

function textWithout(text: BodyText, cuts: readonly Span[]): string {
  let rest = '';
  let begin = 0;
  for (const { from, to } of cuts) {
    rest += text.slice(begin, from);
    begin = to;
  }
  return rest + text.slice(begin);
}

/** The items of a list, whose brackets are around the span. Throws SyntaxError. */
function parseItems(text: BodyText, { from, to }: Span): readonly unknown[] {
  const items: unknown[] = [];
  let begin = from;
  while (begin < to) {
    const mark = text.indexOf(NEXT_ENDPOINT, begin + PIECE);
    const end = mark === -1 || mark > to ? to : mark;
    const piece: unknown[] = JSON.parse(`[${text.slice(begin, end)}]`);
    for (const item of piece) items.push(item);
    begin = end + 1;
  }
  return items;
}

/** The member `oldObject` with the comma before it, if it is in the body once. */
function findOld(text: BodyText): Span | undefined {
  const from = indexOfOld(text, 0);
  if (from === -1 || indexOfOld(text, from + 1) !== -1) return undefined;
  const end = text.lastIndexOf(OLD_END);
  return end < from + OLD_OBJECT.length ? undefined : { from, to: end + 1 };
}

/** As `text.indexOf(OLD_OBJECT, from)`, thirty times as fast. */
function indexOfOld(text: BodyText, from: number): number {
  let at = text.indexOf(FROM_RARE, from + RARE);
  while (at !== -1 && !text.startsWith(OLD_OBJECT, at - RARE)) at = text.indexOf(FROM_RARE, at + 1);
  return at === -1 ? -1 : at - RARE;
}

/** The parts of the new object that need not be parsed with the rest; they end before `limit`. */
function findObject(
  text: BodyText,
  limit: number,
): { readonly managedFields?: Span | undefined; readonly endpoints?: Span | undefined } {
  const object = text.indexOf(OBJECT);
  if (object === -1 || object > limit) return {};
  const metadataEnd = text.indexOf(METADATA_END, object);
  if (metadataEnd === -1 || metadataEnd > limit) return {};
  return {
    managedFields: findManagedFields(text, object, metadataEnd),
    endpoints: findEndpoints(text, metadataEnd, limit),
  };
}

/** The member `managedFields`, Go's last in metadata. */
function findManagedFields(text: BodyText, metadata: number, metadataEnd: number): Span | undefined {
  if (!text.startsWith(']', metadataEnd - 1)) return undefined;
  const from = text.indexOf(MANAGED_FIELDS, metadata);
  return from === -1 || from > metadataEnd ? undefined : { from, to: metadataEnd };
}

/** What is between the brackets, if there is much of it. */
function findEndpoints(text: BodyText, metadataEnd: number, limit: number): Span | undefined {
  if (limit - metadataEnd < LARGE) return undefined;
  const mark = text.indexOf(ENDPOINTS, metadataEnd);
  const from = mark + ENDPOINTS.length;
  const to = text.lastIndexOf(ENDPOINTS_END, limit);
  return mark === -1 || mark - metadataEnd > MAX_ADDRESS_TYPE || to < from ? undefined : { from, to };
}

function cutOut(body: Buffer, text: BodyText, span: Span): OldJson {
  let parsed: { readonly value: unknown } | undefined;
  const object = (): unknown => {
    parsed ??= { value: parseCut(body, text, span) };
    return parsed.value;
  };
  const metadata = (): unknown =>
    (parsed === undefined ? parseMetadata(text, span) : undefined) ?? own(object(), 'metadata');
  return {
    object,
    metadata,
    labels: () => (parsed === undefined ? parseLabels(text, span) : undefined) ?? own(metadata(), 'labels'),
  };
}

/** A label that the API server accepted holds no brace, so the first one ends them. */
function parseLabels(text: BodyText, { from, to }: Span): unknown {
  if (!text.startsWith(SLICE, from)) return undefined;
  const mark = text.indexOf(LABELS, from + SLICE.length - 1);
  const end = text.indexOf('}', mark);
  if (mark === -1 || mark >= to || end === -1 || end >= to) return undefined;
  try {
    return JSON.parse(text.slice(mark + LABELS.length - 1, end + 1));
  } catch {
    return undefined;
  }
}

function parseCut(body: Buffer, text: BodyText, { from, to }: Span): unknown {
  try {
    return JSON.parse(text.slice(from, to));
  } catch {
    return whole(body).old?.object();
  }
}

/** The object's beginning up to managedFields, or to the end of its metadata, is an object of its own, once closed. */
function parseMetadata(text: BodyText, { from, to }: Span): unknown {
  const metadataEnd = text.indexOf(METADATA_END, from);
  if (metadataEnd === -1 || metadataEnd >= to) return undefined;
  const end =
    (text.startsWith(SLICE, from) ? findManagedFields(text, from, metadataEnd)?.from : undefined) ?? metadataEnd;
  try {
    const head: unknown = JSON.parse(`${text.slice(from, end)}}}`);
    return own(head, 'metadata');
  } catch {
    return undefined;
  }
}
