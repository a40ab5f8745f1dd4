// Reads YAML and JSON text into documents with positions, as kubectl reads it. Other folders import reading from here
// only.
import type { YamlDocument, YamlProblem } from './document.ts';
import { Names } from './parse/names.ts';
import { DocumentStream } from './stream.ts';

export type { DuplicateKey, YamlDocument, YamlProblem } from './document.ts';
export { Lines } from './lines.ts';
export type { YamlPath } from './locate.ts';
export { DocumentStream, Names };

/**
 * Reads every document of a text and skips empty ones. A document that cannot be read becomes a problem in its place,
 * and the rest is read. Limits: 100 levels of nesting, 5,000,000 nodes and characters from aliases, 16 Mi characters
 * for a YAML document (128 Mi for a plain List).
 */
export function readDocuments(text: string, names?: Names): Iterable<YamlDocument | YamlProblem> {
  return new DocumentStream(names).end(text);
}

export function isProblem(item: YamlDocument | YamlProblem): item is YamlProblem {
  return 'message' in item;
}
