// The stored objects that --old gives: what an UPDATE is an update of.
import { decodeStored } from '../model/decode-object.ts';
import type { Slice } from '../model/slice.ts';
import { pairParts } from '../policy/parts.ts';
import type { Past } from '../policy/rule.ts';
import type { Subject } from '../policy/subject.ts';
import { onlyTakesAway } from '../policy/taking-away.ts';
import { misread } from './misread.ts';
import { readManifests, type ManifestProblem, type ManifestSlice } from './read.ts';

export class StoredSlices {
  readonly #byName = new Map<string, ManifestSlice[]>();

  add(stored: ManifestSlice): void {
    const key = keyOf(stored);
    const known = this.#byName.get(key);
    if (known === undefined) this.#byName.set(key, [stored]);
    else known.push(stored);
  }

  /** The object of the same kind, namespace and name. Where a manifest names no namespace, the only one of its name. */
  find(item: ManifestSlice): ManifestSlice | undefined {
    const { slice, hasNamespace } = item;
    const candidates = this.#byName.get(keyOf(item)) ?? [];
    const exact = candidates.findLast((candidate) => candidate.slice.metadata.namespace === slice.metadata.namespace);
    const only = !hasNamespace && candidates.length === 1 ? candidates[0] : undefined;
    return exact ?? only;
  }
}

/** The versions of EndpointSlices are forms of one object. */
function keyOf({ type, slice }: ManifestSlice): string {
  return `${type === 'endpoints' ? 'Endpoints' : 'EndpointSlice'}/${slice.metadata.name}`;
}

/** Whether what is too large to be judged only takes away from what is stored. */
export function isTakingAway(item: ManifestSlice, stored: ManifestSlice | undefined): boolean {
  return stored !== undefined && onlyTakesAway(stored, item);
}

/** Every member has the right type, though there may be too many of them to be judged. */
function isReadable({ type, value, problems }: ManifestSlice): boolean {
  return problems.length === 0 || decodeStored(type, value).ok;
}

/** What is judged, and what was stored before, if that is known. */
export function withPast({ slice, parts }: ManifestSlice, stored: ManifestSlice | undefined): Pick<Subject, 'slice' | 'past' | 'parts'> {
  const past = stored === undefined ? undefined : toPast(stored.slice);
  return { slice, past, parts: parts && pairParts(parts, stored && (() => stored)) };
}

function toPast(stored: Slice): Past {
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
      else if (item.kind === 'slice' && !isReadable(item)) problems.push(...misread(item));
      else if (item.kind === 'slice') slices.add(item);
    }
  }
  return { slices, problems };
}
