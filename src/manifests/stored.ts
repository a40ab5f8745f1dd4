// The stored objects that --old gives: what an UPDATE is an update of.
import { decodeStored } from '../model/decode/decode-object.ts';
import { Numbers } from '../model/numbers.ts';
import { onlyRemoves } from '../policy/evaluate/taking-away.ts';
import { decodeProblems } from './decode-problems.ts';
import { readManifests, type ManifestProblem, type ManifestSlice } from './read.ts';

export class StoredSlices {
  readonly #texts = new Numbers();
  /** By kind and name; undefined where there are several. */
  readonly #only = new Map<number, ManifestSlice | undefined>();
  /** By kind and name, and namespace; the last one of several. */
  readonly #exact = new Map<string, ManifestSlice>();

  add(stored: ManifestSlice): void {
    const name = this.#texts.of(nameOf(stored));
    const namespace = this.#texts.of(stored.slice.metadata.namespace);
    this.#only.set(name, this.#only.has(name) ? undefined : stored);
    this.#exact.set(`${name} ${namespace}`, stored);
  }

  /**
   * The object of the same kind, namespace and name. Where a manifest names no namespace, the only one of its name.
   * Nothing is kept of what is asked for.
   */
  find(item: ManifestSlice): ManifestSlice | undefined {
    const name = this.#texts.find(nameOf(item));
    if (name === undefined) return undefined;
    const namespace = this.#texts.find(item.slice.metadata.namespace);
    return this.#exact.get(`${name} ${namespace}`) ?? (item.hasNamespace ? undefined : this.#only.get(name));
  }
}

/** The versions of EndpointSlices are forms of one object. */
function nameOf({ type, slice }: ManifestSlice): string {
  return `${type === 'endpoints' ? 'Endpoints' : 'EndpointSlice'}/${slice.metadata.name}`;
}

/** Whether what is too large to be judged only takes away from what is stored. */
export function isOnlyRemoval(item: ManifestSlice, stored: ManifestSlice | undefined): boolean {
  return stored !== undefined && onlyRemoves(stored, item);
}

/** Every member has the right type, though there may be too many of them to be judged. */
function isReadable({ type, value, problems }: ManifestSlice): boolean {
  return problems.length === 0 || decodeStored(type, value).ok;
}

export interface Stored {
  readonly slices: StoredSlices;
  readonly problems: readonly ManifestProblem[];
}

export async function readStored(
  file: string,
  namespace: string,
  readStdin: () => AsyncIterable<Uint8Array>,
): Promise<Stored> {
  const slices = new StoredSlices();
  const problems: ManifestProblem[] = [];
  for await (const batch of readManifests({ paths: [file], namespace, readStdin })) {
    for (const item of batch) {
      if (item.kind === 'problem') problems.push(item);
      else if (item.kind === 'slice' && !isReadable(item)) problems.push(...decodeProblems(item));
      else if (item.kind === 'slice') slices.add(item);
    }
  }
  return { slices, problems };
}
