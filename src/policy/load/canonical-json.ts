// JSON with one text for one value: what is hashed.

/** Members sorted by name, without undefined ones, no spaces. The value is plain data without cycles. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (isPlainObject(item) ? sorted(item) : item));
}

function sorted(object: object): object {
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(object).toSorted(([left], [right]) => compareText(left, right)))
    result[key] = item;
  return result;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By UTF-16 code units: no locale may change a digest. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
