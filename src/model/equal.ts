// Equality of plain data: JSON values and `undefined`.

/**
 * Whether both hold the same data; the order of members does not matter. Stops at the first difference, and recurses as
 * deep as the data is nested.
 */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right))
    return Array.isArray(left) && Array.isArray(right) && areEqual(left, right);
  const others = new Map<string, unknown>(Object.entries(right));
  const members = Object.entries(left);
  return (
    members.length === others.size &&
    members.every(([key, value]) => others.has(key) && isEqual(value, others.get(key)))
  );
}

function areEqual(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
}
