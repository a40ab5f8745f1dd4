// What the text of a manifest shows and its value does not.
import type { SourceWarning } from '../model/manifest.ts';
import type { YamlDocument, YamlPath } from '../yaml/read.ts';

/** Of the object at `path`, with paths that begin there. */
export function sourceWarnings(document: YamlDocument, path: YamlPath): readonly SourceWarning[] {
  return document.notes(path).map((note): SourceWarning => {
    const inside = note.path.slice(path.length);
    return note.kind === 'duplicate-key' ? { kind: note.kind, path: inside } : { ...note, path: inside };
  });
}
