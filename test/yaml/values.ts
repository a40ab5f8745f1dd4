// Reads texts for tests, with problems as `line:column message`.
import { isProblem, readDocuments, type YamlDocument } from '../../src/yaml/read.ts';

export function read(text: string): readonly (YamlDocument | string)[] {
  return [...readDocuments(text)].map((item) =>
    isProblem(item) ? `${item.position.line}:${item.position.column} ${item.message}` : item,
  );
}

/** The values of all documents, and the problems. */
export function values(text: string): readonly unknown[] {
  return read(text).map((item) => (typeof item === 'string' ? item : item.value));
}

/** The first document, which must be readable. */
export function only(text: string): YamlDocument {
  const [first] = read(text);
  if (first === undefined || typeof first === 'string') throw new Error(`no document: ${String(first)}`);
  return first;
}
