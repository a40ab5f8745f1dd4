// Documents without anything to judge that should have something: no object, no kind, or a missing separator.
import { ENDPOINTS_KIND } from '../model/endpoints/paths.ts';
import { SLICE_KIND } from '../model/decode/decode-object.ts';
import { isObject } from '../model/is-object.ts';
import type { Position } from '../model/problem.ts';
import type { YamlDocument } from '../yaml/read.ts';

interface Strange {
  readonly position: Position;
  readonly message: string;
}

/** Members of slices and Endpoints; no object of Kubernetes has them at its top. */
const OURS = ['addressType', 'endpoints', 'subsets'];

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
  return OURS.some((key) => Object.hasOwn(value, key)) ? hiddenObject(document, value['kind']) : undefined;
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Two objects without `---` between them are one with duplicate keys, of which the last ones count. */
function hiddenObject(document: YamlDocument, kind: unknown): Strange | undefined {
  const hidden = document.overwritten('kind').find(({ text }) => text === SLICE_KIND || text === ENDPOINTS_KIND);
  if (hidden === undefined) return undefined;
  return {
    position: hidden.position,
    message: `${hidden.text} and ${String(kind)} are one document, so the first is lost; separate them with a line ---`,
  };
}
