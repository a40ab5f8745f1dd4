// Whether kubectl and sliceward read the same out of one text.
import type { Reading } from './kubectl.ts';

/** What src/yaml/read.ts yields: a document or a problem. */
export type Item = { readonly value: unknown } | { readonly message: string };
export type Reader = (text: string) => Iterable<Item>;

export type Verdict =
  /** Every document has the same value for both. */
  | 'same'
  /** A problem here, an error there; the documents before are the same. */
  | 'refused'
  /** kubectl reads what is a problem here: allowed, if the message says what to write. */
  | 'refused-here'
  /** kubectl refuses what is read here: sliceward would judge what is never sent, and hide a mistake. */
  | 'read-here'
  /** Both read a document, and not the same: sliceward would judge another object than the one that is sent. */
  | 'different'
  /** The reader throws, or does not end. */
  | 'thrown';

export interface Comparison {
  readonly verdict: Verdict;
  /** What is read here, with the message of a problem in its place; or what was thrown. */
  readonly ours: readonly unknown[];
  /** The first problem here. */
  readonly message: string | undefined;
}

export function compare(text: string, theirs: Reading, read: Reader): Comparison {
  let items: Item[];
  try {
    items = [...read(text)];
  } catch (error) {
    return { verdict: 'thrown', ours: [String(error)], message: undefined };
  }
  const problem = items.find((item) => 'message' in item);
  return {
    verdict: judge(items, theirs),
    ours: items.map((item) => ('message' in item ? `problem: ${item.message}` : item.value)),
    message: problem?.message,
  };
}

/** What the smallest text with the same fault has in common with the text in which it was found. */
export function kindOf({ verdict, ours }: Comparison, theirs: Reading): string {
  const error = theirs.error?.replaceAll(
    /(?:invalid character|cannot decode|unsupported map key) .*|line \d+: |offset \d+/gs,
    '…',
  );
  return JSON.stringify([verdict, error, ours.length > 0, theirs.documents.length === ours.length]);
}

/**
 * Documents correspond up to the first problem or error. Behind them they need not: kubectl stops, sliceward goes on,
 * and after a problem with a separator the two see documents in different places.
 */
function judge(items: readonly Item[], { documents, error }: Reading): Verdict {
  const firstProblem = items.findIndex((item) => 'message' in item);
  const before = firstProblem === -1 ? items : items.slice(0, firstProblem);
  const both = documents.slice(0, before.length);
  // Of a document that kubectl cannot decode sliceward may read anything, if it does not go without a problem.
  const undecodable = both.findIndex((document) => document.error !== undefined);
  const compared = undecodable === -1 ? both : both.slice(0, undecodable);
  if (compared.some(({ value }, at) => !isSame(value, before[at]))) return 'different';
  if (firstProblem === -1) {
    if (error !== undefined || undecodable !== -1) return 'read-here';
    return documents.length === items.length ? 'same' : 'different';
  }
  if (error === undefined) return before.length > documents.length ? 'different' : 'refused-here';
  if (before.length > documents.length) return 'read-here';
  return before.length >= documents.length ? 'refused' : 'refused-here';
}

function isSame(value: unknown, item: Item | undefined): boolean {
  return item !== undefined && 'value' in item && canonical(value) === canonical(item.value);
}

/**
 * JSON with sorted keys. Numbers are compared as doubles, as the API server's JSON is read here; so -0 is 0. A number
 * that JSON does not have is not null.
 */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'number' && !Number.isFinite(inner)) return `number ${inner}`;
    if (inner === undefined) return 'undefined';
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    // As pairs: JSON.stringify would put integer keys first, and __proto__ may be one of them.
    return { entries: Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)) };
  });
}
