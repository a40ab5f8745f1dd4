// The stored objects that --old gives: what an UPDATE is an update of.
import type { Past } from '../policy/rule.ts';
import type { Slice } from '../model/slice.ts';
import { misread } from './misread.ts';
import { readManifests, type ManifestProblem, type ManifestSlice } from './read.ts';

export class StoredSlices {
  readonly #byName = new Map<string, ManifestSlice[]>();

  add(stored: ManifestSlice): void {
    const { name } = stored.slice.metadata;
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [stored]);
    else known.push(stored);
  }

  /** The object of the same namespace and name. Where a manifest names no namespace, the only object of its name. */
  find({ slice, hasNamespace }: ManifestSlice): ManifestSlice | undefined {
    const candidates = this.#byName.get(slice.metadata.name) ?? [];
    const exact = candidates.findLast((candidate) => candidate.slice.metadata.namespace === slice.metadata.namespace);
    const only = !hasNamespace && candidates.length === 1 ? candidates[0] : undefined;
    return exact ?? only;
  }
}

export function toPast(stored: Slice): Past {
  return { labels: () => stored.metadata.labels, metadata: () => stored.metadata, slice: () => stored };
}

export interface Stored {
  readonly slices: StoredSlices;
  readonly problems: readonly ManifestProblem[];
}

export async function readStored(file: string, namespace: string, readStdin: () => AsyncIterable<Uint8Array>): Promise<Stored> {
  const slices = new StoredSlices();
  const problems: ManifestProblem[] = [];
  for await (const batch of readManifests({ paths: [file], namespace, readStdin })) {
    for (const item of batch) {
      if (item.kind === 'problem') problems.push(item);
      else if (item.kind === 'slice' && item.problems.length > 0) problems.push(...misread(item));
      else if (item.kind === 'slice') slices.add(item);
    }
  }
  return { slices, problems };
}
