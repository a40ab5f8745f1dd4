// From a source to its documents.
import { ExternalError } from '../model/problem.ts';
import { DocumentStream, readDocuments, type Names, type YamlDocument, type YamlProblem } from '../yaml/read.ts';
import { readFilePieces, readWholeFile } from './files.ts';

/** One document may have so many UTF-16 code units; YAML has a stricter limit of its own. */
const MAX_DOCUMENT = 256 * 1024 * 1024;

/** `names` is for all files of an input. Throws ExternalError, and what `toProblem` knows. */
export function documentsIn(file: string, names: Names): Iterable<YamlDocument | YamlProblem> {
  const text = readWholeFile(file);
  return text === undefined ? documentsOf(readFilePieces(file), names) : readDocuments(text, names);
}

/** Throws what the pieces throw. */
function* documentsOf(pieces: Iterable<string>, names: Names): Generator<YamlDocument | YamlProblem> {
  const stream = new DocumentStream(names);
  for (const piece of pieces) {
    yield* stream.push(piece);
    refuseTooLarge(stream);
  }
  yield* stream.end();
}

/** A batch for each piece, to be taken to its end before the next is asked for. Throws as `documentsOf`. */
export async function* documentBatches(
  pieces: AsyncIterable<string>,
): AsyncGenerator<Iterable<YamlDocument | YamlProblem>> {
  const stream = new DocumentStream();
  for await (const piece of pieces) {
    yield stream.push(piece);
    refuseTooLarge(stream);
  }
  yield stream.end();
}

function refuseTooLarge(stream: DocumentStream): void {
  if (stream.pending > MAX_DOCUMENT)
    throw new ExternalError('holds a document that is too large (over 256 MiB): split it');
}
