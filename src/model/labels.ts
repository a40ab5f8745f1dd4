// Labels and annotations: maps of strings of which Kubernetes bounds no number, so a review may bring hundreds of thousands.

/** Without a prototype, so that any key may be asked for. */
export type Labels = Readonly<Record<string, string>>;

/** From here on listing the keys costs more than keeping the list: V8 collects and sorts them anew at each `Object.keys`, 0.3 µs a key. */
const MANY = 1000;
const listed = new WeakMap<object, readonly string[]>();
const copies = new WeakMap<object, Labels>();

/** The keys, in the order of `Object.keys`. For labels and other objects that nobody changes any more: JSON as it was read. */
export function keysOf(labels: object): readonly string[] {
  return listed.get(labels) ?? listKeys(labels, Object.keys(labels));
}

/** Notes the keys of labels just made from them, in the order of `Object.keys`; returns them. */
export function listKeys(labels: object, keys: readonly string[]): readonly string[] {
  if (keys.length > MANY) listed.set(labels, keys);
  return keys;
}

/** What `keepLabels` was told of an object as it was written: it is read by more than one reader. */
export function knownLabels(written: object): Labels | undefined {
  return copies.get(written);
}

/** Notes the labels that were made of an object, and what keys both have; if they are few they are made again as fast. */
export function keepLabels(written: object, labels: Labels, keys: readonly string[]): void {
  listKeys(labels, keys);
  if (keys.length > MANY) copies.set(written, labels);
}

/** The same labels and one more, or another value for one that is there. */
export function withLabel(labels: Labels, key: string, value: string): Labels {
  const more: Record<string, string> = Object.create(null);
  const keys = keysOf(labels);
  for (const known of keys) more[known] = labels[known] ?? '';
  more[key] = value;
  listKeys(more, labels[key] === undefined ? [...keys, key] : keys);
  return more;
}
