// Writes a value as text in the style of the document into which an edit inserts it.
import type { JsonValue } from '../../model/json-patch.ts';
import type { ScalarNode } from '../nodes.ts';
import { resolvePlain } from '../scalars.ts';

export interface Style {
  /** Whether keys and strings are in double quotes. */
  readonly isJson: boolean;
  /** White space after a colon, and after a comma on the same line. */
  readonly space: '' | ' ';
}

/** On one line. */
export function writeInline(value: JsonValue, style: Style): string {
  if (typeof value === 'string') return style.isJson ? JSON.stringify(value) : writeText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => writeInline(item, style)).join(`,${style.space}`)}]`;
  const members = Object.entries(value).map(([key, member]) => writeMember(key, member, style));
  return `{${members.join(`,${style.space}`)}}`;
}

export function writeMember(key: string, value: JsonValue, style: Style): string {
  return `${writeInline(key, style)}:${style.space}${writeInline(value, style)}`;
}

/** The lines of a member of a block mapping, each with its indentation. */
export function writeBlock(key: string, value: JsonValue, indent: string, step: string): readonly string[] {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  const members = isMapping ? Object.entries(value) : [];
  if (members.length === 0) return [`${indent}${writeMember(key, value, YAML)}`];
  return [
    `${indent}${writeText(key)}:`,
    ...members.flatMap(([name, member]) => writeBlock(name, member, indent + step, step)),
  ];
}

/**
 * The replacement of a scalar, in its own quotes. Undefined for a block scalar, because its lines would have to be laid
 * out again.
 */
export function rewriteScalar(scalar: ScalarNode, value: JsonValue, style: Style): string | undefined {
  if (scalar.style === 'block') return undefined;
  if (typeof value !== 'string') return writeInline(value, style);
  if (scalar.style === 'plain') return canStayPlain(scalar, value) ? value : writeInline(value, style);
  return scalar.style === 'single' && ONE_LINE.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

const YAML: Style = { isJson: false, space: ' ' };

/** Text for single quotes, which have no escapes: YAML folds line breaks in them. */
const ONE_LINE = /^[ -~\u00a0-\uffff]*$/;

/** Text that needs no quotes in block and flow style. */
const PLAIN = /^[A-Za-z0-9_][-A-Za-z0-9_./]*$/;

/** IPv6 addresses: they may stay unquoted in place of a plain scalar that has a colon. */
const PLAIN_WITH_COLONS = /^[A-Za-z0-9][A-Za-z0-9:.]*[A-Za-z0-9.]$/;

function writeText(text: string): string {
  return PLAIN.test(text) && resolvePlain(text) === text ? text : JSON.stringify(text);
}

function canStayPlain(scalar: ScalarNode, value: string): boolean {
  return scalar.text.includes(':') && PLAIN_WITH_COLONS.test(value) && resolvePlain(value) === value;
}
