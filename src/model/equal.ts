// Equality of plain data: what JSON has, and `undefined` where a member is absent.

/** Whether both say the same, in whatever order their members stand. Ends at the first difference; nested as deep as the data is. */
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
