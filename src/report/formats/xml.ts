// Text for XML 1.0, which cannot represent most control characters, not even escaped.
import { plain } from '../../model/plain.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * One line for an attribute or for text, at most `max` UTF-16 code units before escaping; control characters are
 * printed as escapes. `>` is escaped because of `]]>`.
 */
export function xmlText(text: string, max: number): string {
  return plain(text, max)
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** ` name="value"` for each. */
export function xmlAttributes(values: Readonly<Record<string, string | number>>, max: number): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value), max)}"`)
    .join('');
}
