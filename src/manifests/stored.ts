// The stored objects that --old gives: what an UPDATE is an update of.
import type { Past } from '../policy/rule.ts';
import type { Slice } from '../model/slice.ts';
import { readManifests, type ManifestProblem, type ManifestSlice } from './read.ts';

export class StoredSlices {
  readonly #byName = new Map<string, Slice[]>();

  add(slice: Slice): void {
    const { name } = slice.metadata;
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, [slice]);
    else known.push(slice);
  }

  /** The object of the same namespace and name. Where a manifest names no namespace, the only object of its name. */
  find({ slice, hasNamespace }: ManifestSlice): Past | undefined {
    const candidates = this.#byName.get(slice.metadata.name) ?? [];
    const exact = candidates.findLast((candidate) => candidate.metadata.namespace === slice.metadata.namespace);
    const only = !hasNamespace && candidates.length === 1 ? candidates[0] : undefined;
    return toPast(exact ?? only);
  }
}

function toPast(stored: Slice | undefined): Past | undefined {
  return stored === undefined ? undefined : { metadata: () => stored.metadata, slice: () => stored };
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
      if (item.kind === 'slice') slices.add(item.slice);
      else if (item.kind === 'problem') problems.push(item);
    }
  }
  return { slices, problems };
}
