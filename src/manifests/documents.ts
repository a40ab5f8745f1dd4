// From the pieces of one text to its documents.
import { OutsideError } from '../model/problem.ts';
import { DocumentStream, type YamlDocument, type YamlProblem } from '../yaml/read.ts';

/** One document may have so many UTF-16 code units; YAML has a stricter limit of its own. */
const MAX_DOCUMENT = 256 * 1024 * 1024;

/** A batch for each piece, to be taken to its end before the next is asked for. Throws OutsideError, and what the pieces throw. */
export async function* readPieces(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Iterable<YamlDocument | YamlProblem>> {
  const stream = new DocumentStream();
  for await (const piece of pieces) {
    yield stream.push(piece);
    if (stream.pending > MAX_DOCUMENT) throw new OutsideError('holds a document that is too large (over 256 MiB): split it');
  }
  yield stream.end();
}
