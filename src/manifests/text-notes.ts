// What the text of a manifest tells that its value does not.
import type { TextNote } from '../model/manifest.ts';
import type { YamlDocument, YamlPath } from '../yaml/read.ts';

/** Of the object at `path`, with paths that begin there. */
export function textNotes(document: YamlDocument, path: YamlPath): readonly TextNote[] {
  return document.duplicates().flatMap((duplicate) => {
    const inside = path.every((segment, index) => duplicate.path[index] === segment);
    return inside ? [{ kind: 'duplicate-key' as const, path: duplicate.path.slice(path.length) }] : [];
  });
}
