// Reads YAML and JSON text into documents as kubectl does, and remembers where everything stood. The only file of this folder that others import.
import type { YamlDocument, YamlProblem } from './document.ts';
import { DocumentStream } from './stream.ts';

export type { DuplicateKey, YamlDocument, YamlProblem } from './document.ts';
export { Lines } from './lines.ts';
export type { YamlPath } from './locate.ts';
export { DocumentStream };

/**
 * Reads every document of a text; empty ones are left out. What cannot be read becomes a problem in its place, and the rest is read.
 * Nesting (100 levels), the text that aliases stand for and the size of a YAML document (16 Mi characters, a plain List 128 Mi) are limited.
 */
export function readDocuments(text: string): Iterable<YamlDocument | YamlProblem> {
  return new DocumentStream().end(text);
}

export function isProblem(item: YamlDocument | YamlProblem): item is YamlProblem {
  return 'message' in item;
}
