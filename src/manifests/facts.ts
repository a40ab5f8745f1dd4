// The other objects of an input, as facts that slices are judged with.
import { isProblem, Names } from '../yaml/read.ts';
import type { FactIndex } from '../view/index.ts';
import { documentBatches, documentsIn } from './documents.ts';
import type { Exclusion } from './exclusion.ts';
import { toProblem } from './files.ts';
import { findSources } from './find-sources.ts';
import { isObject } from '../model/is-object.ts';

/** Where the facts of an input go. */
export interface FactSink {
  readonly index: FactIndex;
  /** Of objects that name none. */
  readonly namespace: string;
}

const LIST = /List$/;

interface Kind {
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

/**
 * Takes the facts of one document: an object, or a list of them as kubectl opens it. Items of a typed list need not
 * repeat their kind.
 */
export function takeFacts(value: unknown, sink: FactSink, inherited?: Kind): void {
  if (!isObject(value)) return;
  const own: Kind = { apiVersion: value['apiVersion'], kind: value['kind'] };
  const { apiVersion, kind } = isEmpty(own.apiVersion) && isEmpty(own.kind) ? (inherited ?? own) : own;
  const { items } = value;
  if (Array.isArray(items)) {
    const ofItems = { apiVersion, kind: typeof kind === 'string' ? kind.replace(LIST, '') : kind };
    for (const item of items) takeFacts(item, sink, ofItems);
  } else {
    sink.index.put(apiVersion, kind, value, sink.namespace);
  }
}

function isEmpty(text: unknown): boolean {
  return typeof text !== 'string' || text === '';
}

/**
 * Reads paths for their facts alone, before anything is judged. What cannot be read is left to the reader that judges,
 * which reports it. `-` is not among the paths: standard input can be read only once.
 */
export async function readFacts(paths: readonly string[], sink: FactSink, exclusion?: Exclusion): Promise<void> {
  const names = new Names();
  for await (const source of findSources(paths, nothing, exclusion)) {
    if (source.kind === 'problem') continue;
    try {
      if (source.kind === 'files') for (const file of source.files) takeFile(file, names, sink);
      else for await (const batch of documentBatches(source.pieces)) takeDocuments(batch, sink);
    } catch (error) {
      // Throws what is a bug.
      toProblem('', error);
    }
  }
}

function takeFile(file: string, names: Names, sink: FactSink): void {
  try {
    takeDocuments(documentsIn(file, names), sink);
  } catch (error) {
    toProblem(file, error);
  }
}

function takeDocuments(documents: ReturnType<typeof documentsIn>, sink: FactSink): void {
  for (const document of documents) if (!isProblem(document)) takeFacts(document.value, sink);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
