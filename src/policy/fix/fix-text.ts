// What the mutating webhook reports about its fixes, within the bounds of the admission protocol.
import { cut, plain } from '../../model/plain.ts';
import type { Finding } from '../subject.ts';

/** As for every warning: no one reads longer ones, and one with a line break is dropped by the API server. */
const WARNING = 120;
const ANNOTATION = 1024;
const VALUE = 70;

/**
 * `sliceward set endpoints[0].conditions.ready to true (explicit-conditions) (and 41 more)`; one for all fixes of an
 * object.
 */
export function fixWarning(findings: readonly Finding[]): string {
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`;
  const [first] = findings;
  const text = first === undefined ? '' : `sliceward ${describe(first)} (${first.rule})`;
  return `${cut(text, WARNING - more.length)}${more}`;
}

/** `explicit-conditions endpoints[0].conditions.ready; …` as far as it fits, then how many more. */
export function fixAnnotation(findings: readonly Finding[]): string {
  const room = ANNOTATION - 'and 000000 more'.length;
  const parts: string[] = [];
  let length = 0;
  for (const { rule, field } of findings) {
    const part = `${rule} ${field}`;
    length += part.length + 2;
    if (length > room) return [...parts, `and ${findings.length - parts.length} more`].join('; ');
    parts.push(part);
  }
  return parts.join('; ');
}

function describe({ field, seen, fix }: Finding): string {
  const last = fix.at(-1);
  if (last === undefined || last.op === 'remove') return `removed ${field}, ${plain(seen, VALUE)}`;
  return `set ${field} to ${plain(typeof last.value === 'string' ? last.value : JSON.stringify(last.value), VALUE)}`;
}
