// Reads documents from text that arrives in pieces. Only the unfinished document is kept in memory.
import { isTooLarge, jsonDocument, readYaml, type YamlDocument, type YamlProblem } from './document.ts';
import type { JsonChunk } from './json.ts';
import { Cursor, Lines } from './lines.ts';
import { Names } from './parse/names.ts';
import { Splitter, type YamlChunk } from './split.ts';

type Item = YamlDocument | YamlProblem;

const OVERFLOW = 'cannot be read: the number cannot be sent as JSON; use a smaller one';
const TEXT_AFTER_SEPARATOR = 'kubectl stops reading at text after ---; move it to the next line';

export class DocumentStream {
  readonly #splitter = new Splitter();
  /** Position of the beginning of #text. */
  readonly #cursor = new Cursor();
  /** Text that was searched without finding the end of its document. */
  #text = '';
  /** Pieces that have arrived since. */
  readonly #pieces: string[] = [];
  #waiting = 0;
  #index = 0;
  /** Whether the rest of a YAML document that is too large is being skipped, and how much of it was skipped. */
  #isSkipping = false;
  #skipped = 0;
  #started = false;
  readonly #names: Names;

  /** `names` may be shared by several streams. */
  constructor(names = new Names()) {
    this.#names = names;
  }

  /** Adds a piece and yields the documents that are complete. Consume all of them before the next call. */
  *push(piece: string): Generator<Item> {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    // An unfinished document is searched again only when it has doubled, so that the work stays linear.
    if (this.#waiting >= this.#text.length) yield* this.#read(false);
  }

  /** Adds the last piece, if any, and yields the remaining documents. */
  *end(last = ''): Generator<Item> {
    this.#pieces.push(last);
    yield* this.#read(true);
  }

  /** UTF-16 code units of the unfinished document, including those that were skipped. */
  get pending(): number {
    return this.#skipped + this.#text.length + this.#waiting;
  }

  *#read(ended: boolean): Generator<Item> {
    const text = this.#take();
    let from = 0;
    for (;;) {
      const chunk = this.#isSkipping ? this.#splitter.rest(text, ended) : this.#splitter.next(text, from, ended);
      if (chunk === undefined) break;
      if (chunk.kind === 'json') yield* this.#json(text, from, chunk);
      else yield* this.#yaml(text, from, chunk);
      from = chunk.next;
    }
    this.#text = ended ? '' : text.slice(from);
    if (!this.#splitter.isJson && (this.#isSkipping || isTooLarge(this.#text, this.pending))) yield* this.#skip();
  }

  #take(): string {
    const text = [this.#text, ...this.#pieces].join('');
    this.#pieces.length = 0;
    this.#waiting = 0;
    if (this.#started || text === '') return text;
    this.#started = true;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }

  *#json(text: string, from: number, chunk: JsonChunk): Generator<Item> {
    const { start, end } = chunk;
    // The object's first line begins with its indentation, unless another object is before it on the line.
    const lineStart = from + text.slice(from, start).lastIndexOf('\n') + 1;
    this.#cursor.pass(text, from, lineStart);
    const own = text.slice(lineStart, end);
    const lines = new Lines(own, this.#cursor.position);
    if (chunk.overflow === undefined) yield jsonDocument(own, start - lineStart, chunk, lines, this.#index);
    else yield { position: lines.position(chunk.overflow - lineStart), message: OVERFLOW, lines };
    this.#index++;
    this.#cursor.pass(text, lineStart, end);
  }

  *#yaml(text: string, from: number, { start, end, next, refused, isBad }: YamlChunk): Generator<Item> {
    this.#cursor.pass(text, from, start);
    if (refused !== undefined) yield this.#problem(refused, text.slice(start, next));
    const isRead = start < end && !this.#isSkipping;
    if (isRead) {
      // Includes the --- line, to which an error at the end points.
      const lines = new Lines(text.slice(start, next), this.#cursor.position);
      // kubectl does not even read the document before it.
      if (isBad) yield { position: lines.position(end - start), message: TEXT_AFTER_SEPARATOR, lines };
      for (const item of readYaml(text.slice(start, end), lines, this.#index, this.#names)) {
        yield item;
        this.#index++;
      }
    }
    this.#isSkipping = false;
    this.#skipped = 0;
    this.#cursor.pass(text, start, end);
    if (isBad && !isRead) yield this.#problem(TEXT_AFTER_SEPARATOR, text.slice(end, next));
    this.#cursor.pass(text, end, next);
  }

  /** At the current position, where a part of the text begins. */
  #problem(message: string, part: string): YamlProblem {
    const { position } = this.#cursor;
    return { position, message, lines: new Lines(part, position) };
  }

  /** Discards a document that is too large, including the part that is still to come. */
  *#skip(): Generator<Item> {
    if (!this.#isSkipping) yield* readYaml(this.#text, new Lines(this.#text, this.#cursor.position), this.#index++);
    this.#isSkipping = true;
    const discarded = this.#splitter.spare(this.#text);
    this.#skipped += discarded;
    this.#cursor.pass(this.#text, 0, discarded);
    this.#text = this.#text.slice(discarded);
  }
}
