// The other objects of the same input, as the view of a cluster that has nothing else.
import type { ClusterView } from '../model/cluster-view.ts';
import { decodeMetadata } from '../model/decode/decode.ts';
import type { Labels } from '../model/slice.ts';
import { isProblem, type YamlDocument, type YamlProblem } from '../yaml/read.ts';
import { documentsIn } from './documents.ts';
import { findSources, toProblem } from './files.ts';
import { isObject } from '../model/is-object.ts';

/** Namespaces and Services together; of more the later ones are not known. */
const MAX_OBJECTS = 200_000;
const MAX_NAME = 63;
const LISTS = /List$/;

/** Reads files and folders once for their Namespaces and Services; what cannot be read is left to whoever judges. `namespace` is where a Service without one belongs. */
export async function readSurroundings(paths: readonly string[], namespace: string): Promise<ClusterView> {
  const surroundings = new Surroundings(namespace);
  for await (const source of findSources(paths, nothing)) {
    if (source.kind !== 'files') continue;
    for (const file of source.files) {
      try {
        surroundings.take(documentsIn(file));
      } catch (error) {
        // Whoever judges reads it again, and tells; a bug goes through.
        toProblem(file, error);
      }
    }
  }
  return surroundings;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

class Surroundings implements ClusterView {
  readonly #namespace: string;
  readonly #labels = new Map<string, Labels>();

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  namespaceLabels(name: string): Labels | undefined {
    return this.#labels.get(keyOf('Namespace', '', name));
  }

  serviceLabels(namespace: string, name: string): Labels | undefined {
    return this.#labels.get(keyOf('Service', namespace, name));
  }

  take(documents: Iterable<YamlDocument | YamlProblem>): void {
    for (const document of documents) if (!isProblem(document)) this.#takeObject(document.value);
  }

  #takeObject(value: unknown): void {
    if (!isObject(value) || this.#labels.size >= MAX_OBJECTS) return;
    const { kind, apiVersion, items, metadata } = value;
    if (typeof kind === 'string' && LISTS.test(kind) && Array.isArray(items)) {
      // Items of a typed list need not repeat what they are.
      const inherited = kind === 'List' ? {} : { kind: kind.replace(LISTS, ''), apiVersion };
      for (const item of items) if (isObject(item)) this.#takeObject({ ...inherited, ...item });
      return;
    }
    if (apiVersion !== 'v1' || (kind !== 'Namespace' && kind !== 'Service')) return;
    const decoded = decodeMetadata(metadata);
    if (!decoded.ok) return;
    const { namespace, name, labels } = decoded.value;
    // Both are DNS labels, and namespaces too. What is longer is no cluster's, and many such texts would make a slow Map.
    if (namespace.length > MAX_NAME || name.length > MAX_NAME) return;
    this.#labels.set(keyOf(kind, kind === 'Service' ? namespace || this.#namespace : '', name), labels);
  }
}

function keyOf(kind: 'Namespace' | 'Service', namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
