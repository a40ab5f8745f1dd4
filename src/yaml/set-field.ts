// Sets a member of an object as JSON.parse does.

/** `__proto__` becomes an ordinary own key. */
export function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}
