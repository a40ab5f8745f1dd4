// Labels and annotations: maps of strings of which Kubernetes bounds no number, so a review may bring hundreds of thousands.

/** Without a prototype, so that any key may be asked for. */
export type Labels = Readonly<Record<string, string>>;

/** From here on listing the keys costs more than keeping the list: V8 collects and sorts them anew at each `Object.keys`, 0.3 µs a key. */
const MANY = 1000;
const listed = new WeakMap<Labels, readonly string[]>();

/** The keys, in the order of `Object.keys`. */
export function keysOf(labels: Labels): readonly string[] {
  return listed.get(labels) ?? listKeys(labels, Object.keys(labels));
}

/** Notes the keys of labels just made from them, in the order of `Object.keys`; returns them. */
export function listKeys(labels: Labels, keys: readonly string[]): readonly string[] {
  if (keys.length > MANY) listed.set(labels, keys);
  return keys;
}

/** The same labels and one more, or another value for one that is there. */
export function withLabel(labels: Labels, key: string, value: string): Labels {
  const more: Record<string, string> = Object.create(null);
  for (const known of keysOf(labels)) more[known] = labels[known] ?? '';
  more[key] = value;
  return more;
}

/** Whether both have the same keys with the same values, whatever their order. */
export function sameLabels(one: Labels, other: Labels): boolean {
  const keys = keysOf(one);
  return keys.length === keysOf(other).length && keys.every((key) => one[key] === other[key]);
}
