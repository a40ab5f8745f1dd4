// What JSON calls an object.

/** Neither null nor an array. Inherited names such as `constructor` can still be read: ask Object.hasOwn first. */
export function isObject<Name extends string = string>(
  value: unknown,
): value is Readonly<Partial<Record<Name, unknown>>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
