// Labels and annotations: maps of strings. Kubernetes does not limit their number, so a review may carry hundreds of
// thousands.

/** Has no prototype, so any key can be looked up safely. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Above this many keys a list that is kept is cheaper than `Object.keys`: at each call V8 collects and sorts the keys
 * again, 0.3 µs a key.
 */
const MANY = 1000;
const listed = new WeakMap<object, readonly string[]>();
const copies = new WeakMap<object, Labels>();

/** The keys, in the order of `Object.keys`. Only for objects that no longer change, such as labels and parsed JSON. */
export function keysOf(labels: object): readonly string[] {
  return listed.get(labels) ?? listKeys(labels, Object.keys(labels));
}

/** Keeps the keys of newly made labels, in the order of `Object.keys`, and returns them. */
export function listKeys(labels: object, keys: readonly string[]): readonly string[] {
  if (keys.length > MANY) listed.set(labels, keys);
  return keys;
}

/** The labels that `keepLabels` kept for an object as it was written, which more than one reader reads. */
export function knownLabels(written: object): Labels | undefined {
  return copies.get(written);
}

/**
 * Keeps the labels made from an object, and the keys of both. Few labels are not kept: making them again is as fast.
 */
export function keepLabels(written: object, labels: Labels, keys: readonly string[]): void {
  listKeys(labels, keys);
  if (keys.length > MANY) copies.set(written, labels);
}

/** A copy of the labels with one label added or changed. */
export function withLabel(labels: Labels, key: string, value: string): Labels {
  const more: Record<string, string> = Object.create(null);
  const keys = keysOf(labels);
  for (const known of keys) more[known] = labels[known] ?? '';
  more[key] = value;
  listKeys(more, labels[key] === undefined ? [...keys, key] : keys);
  return more;
}
