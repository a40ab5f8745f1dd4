// What a scalar is, as it is written: its value and the key that it becomes, by its quotes and its tag
// (https://github.com/yaml/go-yaml/blob/v2.4.4/resolve.go).
import { STANDARD_TAG } from './parse/properties.ts';
import { ReadError } from './read-error.ts';
import { integerOf, MAX_SIGNED, resolveKey, resolvePlain, type Scalar } from './scalars.ts';

export interface Written {
  readonly text: string;
  /** Neither quoted nor a block scalar. */
  readonly isPlain: boolean;
  /** The whole name, such as `tag:yaml.org,2002:str`; empty without a tag. */
  readonly tag: string;
}

/** The value of a scalar. Throws ReadError where kubectl refuses it. */
export function valueOf(text: string, isPlain: boolean, tag: string, offset: number): Scalar {
  const value = tag === '' ? (isPlain ? resolvePlain(text) : text) : taggedValue(text, tag, offset);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ReadError(offset, `cannot be read: ${text} cannot be sent as JSON; use a finite number`);
  return value;
}

/** Whether a key is `<<`, and not as text. */
export function isMerge({ text, isPlain, tag }: Written): boolean {
  return text === '<<' && ((isPlain && tag === '') || tag === '!' || tag === MERGE);
}

/** The JSON key that a scalar becomes: numbers and booleans turn into text. Throws ReadError where kubectl refuses it. */
export function keyOf(written: Written, offset: number): string {
  const { text, isPlain, tag } = written;
  const isText = tag === '' ? !isPlain : !RESOLVED.has(tag);
  if (isText) return tag === '' ? text : String(valueOf(text, isPlain, tag, offset));
  if (tag !== '') valueOf(text, isPlain, tag, offset);
  const key = tag === FLOAT ? undefined : resolveKey(text);
  if (key === undefined)
    throw new ReadError(offset, `cannot be read as YAML: ${text || 'null'} cannot be a key; quote it`);
  return key;
}

const BINARY = `${STANDARD_TAG}binary`;
const BOOL = `${STANDARD_TAG}bool`;
const FLOAT = `${STANDARD_TAG}float`;
const INT = `${STANDARD_TAG}int`;
const MERGE = `${STANDARD_TAG}merge`;
const NULL = `${STANDARD_TAG}null`;
const TIMESTAMP = `${STANDARD_TAG}timestamp`;
/** Tags that fit some texts only. */
const RESOLVED: ReadonlySet<string> = new Set([BOOL, FLOAT, INT, NULL, TIMESTAMP]);

/** A scalar with an unknown tag is text. */
function taggedValue(text: string, tag: string, offset: number): Scalar {
  if (tag === BINARY) return decodeBase64(text, offset);
  if (!RESOLVED.has(tag)) return text;
  const value = resolvePlain(text);
  if (fits(text, value, tag)) return value;
  const name = tag.slice(STANDARD_TAG.length);
  throw new ReadError(
    offset,
    `cannot be read as YAML: ${text || 'null'} is no !!${name}; correct it or remove the tag`,
  );
}

function fits(text: string, value: Scalar, tag: string): boolean {
  if (tag === NULL) return value === null;
  if (tag === BOOL) return typeof value === 'boolean';
  const integer = integerOf(text);
  if (tag === INT) return integer !== undefined;
  // kubectl reads a time and then uses its text; nothing in a manifest needs that, so it is refused here.
  return tag === FLOAT && typeof value === 'number' && (integer === undefined || integer <= MAX_SIGNED);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBase64(text: string, offset: number): string {
  const digits = text.replaceAll(/[\r\n]/g, '');
  try {
    if (BASE64.test(digits)) {
      const bytes = Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
  } catch {
    // Other bytes than UTF-8 cannot be sent as JSON.
  }
  throw new ReadError(offset, 'cannot be read as YAML: the value of !!binary is not base64 of UTF-8 text; correct it');
}
