// The other objects of an input, as facts that slices are judged with.
import { isProblem } from '../yaml/read.ts';
import type { FactIndex } from '../view/index.ts';
import { documentBatches, documentsIn } from './documents.ts';
import { findSources, toProblem } from './files.ts';
import { isObject } from '../model/is-object.ts';

/** Where the facts of an input go. */
export interface FactSink {
  readonly index: FactIndex;
  /** Of objects that name none. */
  readonly namespace: string;
}

const LIST = /List$/;

/** Takes the facts of one document: an object, or a list of them as kubectl opens it. Items of a typed list need not repeat what they are. */
export function takeFacts(value: unknown, sink: FactSink): void {
  if (!isObject(value)) return;
  const { kind, apiVersion, items } = value;
  if (Array.isArray(items)) {
    const inherited = typeof kind === 'string' && kind !== 'List' ? { kind: kind.replace(LIST, ''), apiVersion } : {};
    for (const item of items) if (isObject(item)) takeFacts({ ...inherited, ...item }, sink);
  } else {
    sink.index.put(apiVersion, kind, value, sink.namespace);
  }
}

/**
 * Reads paths for their facts alone, before anything is judged. What cannot be read is left to the reader that judges, which reports it. `-` is not
 * among the paths: standard input can be read only once.
 */
export async function readFacts(paths: readonly string[], sink: FactSink): Promise<void> {
  for await (const source of findSources(paths, nothing)) {
    if (source.kind === 'problem') continue;
    try {
      if (source.kind === 'files') for (const file of source.files) takeFile(file, sink);
      else for await (const batch of documentBatches(source.pieces)) takeDocuments(batch, sink);
    } catch (error) {
      // Throws what is a bug.
      toProblem('', error);
    }
  }
}

function takeFile(file: string, sink: FactSink): void {
  try {
    takeDocuments(documentsIn(file), sink);
  } catch (error) {
    toProblem(file, error);
  }
}

function takeDocuments(documents: ReturnType<typeof documentsIn>, sink: FactSink): void {
  for (const document of documents) if (!isProblem(document)) takeFacts(document.value, sink);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
