// Documents that are not what they seem: no object, no kind, or two objects in one.
import { ENDPOINTS_KIND } from '../model/endpoints/paths.ts';
import { SLICE_KIND } from '../model/decode/decode-object.ts';
import { isObject } from '../model/is-object.ts';
import type { Position } from '../model/problem.ts';
import type { YamlDocument } from '../yaml/read.ts';

interface Strange {
  readonly position: Position;
  readonly message: string;
}

/** `isNamed`: the file was given by name, so each of its documents is meant to be a manifest. */
export function strangeDocument(document: YamlDocument, isNamed: boolean): Strange | undefined {
  const { value, index, start } = document;
  if (!isObject(value)) {
    // A first document that is only text is common in folders of other files.
    if (!isNamed && index === 0) return undefined;
    return { position: start, message: 'the document is not an object, so kubectl refuses it; write a manifest' };
  }
  if (isNamed && !hasText(value['kind']) && !Array.isArray(value['items']))
    return { position: start, message: 'the document has no kind, so it is not a manifest; add kind and apiVersion' };
  return undefined;
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

const KINDS: ReadonlySet<unknown> = new Set([SLICE_KIND, ENDPOINTS_KIND]);
/** Members of slices and Endpoints; no other object of Kubernetes has them at its top. */
const MEMBERS = ['addressType', 'endpoints', 'subsets'];

/**
 * Two objects without `---` between them are one document with duplicate keys, of which the last ones count. Reported if
 * one of them is a slice or Endpoints.
 */
export function lostObject(document: YamlDocument): Strange | undefined {
  const { value } = document;
  if (!isObject(value) || !(KINDS.has(value['kind']) || MEMBERS.some((key) => Object.hasOwn(value, key))))
    return undefined;
  const last = String(value['kind']);
  const isRepeated = document.overwritten('apiVersion').length > 0;
  const lost = document.overwritten('kind').filter(({ text }) => text !== last || isRepeated);
  const [first] = lost;
  if (first === undefined || !(KINDS.has(last) || lost.some(({ text }) => KINDS.has(text)))) return undefined;
  const kinds = lost.map(({ text }) => text.slice(0, 80)).slice(0, 5);
  return {
    position: first.position,
    message: `${kinds.join(', ')} and ${last} are one document, of which only the last is read; separate them with a line ---`,
  };
}
