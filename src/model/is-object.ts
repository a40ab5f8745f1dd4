// Whether a value is what JSON calls an object.

/**
 * True for objects other than null and arrays. Inherited names such as `constructor` can still be read: check
 * Object.hasOwn first.
 */
export function isObject<Name extends string = string>(
  value: unknown,
): value is Readonly<Partial<Record<Name, unknown>>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
