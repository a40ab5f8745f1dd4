// The text of a value that an edit puts into a document, in the manner of what stands around it.
import type { JsonValue } from '../../model/json-patch.ts';
import { resolvePlain } from '../scalars.ts';
import type { ScalarSpan } from '../spans.ts';

export interface Style {
  /** Names and texts in double quotes. */
  readonly isJson: boolean;
  /** What stands behind a colon, and behind a comma in one line. */
  readonly space: '' | ' ';
}

/** On one line. */
export function writeInline(value: JsonValue, manner: Style): string {
  if (typeof value === 'string') return manner.isJson ? JSON.stringify(value) : writeText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => writeInline(item, manner)).join(`,${manner.space}`)}]`;
  const members = Object.entries(value).map(([key, member]) => writeMember(key, member, manner));
  return `{${members.join(`,${manner.space}`)}}`;
}

export function writeMember(key: string, value: JsonValue, manner: Style): string {
  return `${writeInline(key, manner)}:${manner.space}${writeInline(value, manner)}`;
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

/** What to write in the place of a scalar, in its own quotes; undefined for text in a block, whose lines would have to be made anew. */
export function rewriteScalar(scalar: ScalarSpan, value: JsonValue, manner: Style): string | undefined {
  if (scalar.style === 'block') return undefined;
  if (typeof value !== 'string') return writeInline(value, manner);
  if (scalar.style === 'plain') return isBareAs(scalar, value) ? value : writeInline(value, manner);
  return scalar.style === 'double' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}

const YAML: Style = { isJson: false, space: ' ' };

/** Text that every reader of YAML takes for itself, in blocks and between brackets. */
const BARE = /^[A-Za-z0-9_][-A-Za-z0-9_./]*$/;

/** Text with a colon may stay bare where it was: IPv6 addresses. */
const BARE_COLONS = /^[A-Za-z0-9][A-Za-z0-9:.]*[A-Za-z0-9.]$/;

function writeText(text: string): string {
  return BARE.test(text) && resolvePlain(text) === text ? text : JSON.stringify(text);
}

function isBareAs(scalar: ScalarSpan, value: string): boolean {
  return scalar.text.includes(':') && BARE_COLONS.test(value) && resolvePlain(value) === value;
}
