// Documents out of text that arrives in pieces. Nothing is kept but the document that has not ended yet.
import { isTooLarge, jsonDocument, readYaml, type YamlDocument, type YamlProblem } from './document.ts';
import type { JsonChunk } from './json.ts';
import { Cursor, Lines } from './lines.ts';
import { Splitter, type YamlChunk } from './split.ts';

type Item = YamlDocument | YamlProblem;

export class DocumentStream {
  readonly #splitter = new Splitter();
  /** Stands where #text begins. */
  readonly #cursor = new Cursor();
  /** What has been looked through without finding its end. */
  #text = '';
  /** What has arrived since. */
  readonly #pieces: string[] = [];
  #waiting = 0;
  #index = 0;
  /** Whether a YAML document that is too large is passing, and how much of it has gone by. */
  #isSkipping = false;
  #skipped = 0;
  #started = false;

  /** Takes a piece and hands out the documents that have ended. They must be taken to the last before the next call. */
  *push(piece: string): Generator<Item> {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    // A document that does not end is looked through again only when it has doubled: so the work stays linear.
    if (this.#waiting >= this.#text.length) yield* this.#read(false);
  }

  /** Takes the last piece, if there is one that has not been pushed, and hands out what is left. */
  *end(last = ''): Generator<Item> {
    this.#pieces.push(last);
    yield* this.#read(true);
  }

  /** UTF-16 code units of the document that has not ended yet, most of them in memory. */
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
      else yield* this.#yaml(text, chunk);
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
    // The object's first line with its indentation, unless something else stands before it.
    const lineStart = from + text.slice(from, start).lastIndexOf('\n') + 1;
    this.#cursor.pass(text, from, lineStart);
    const own = text.slice(lineStart, end);
    yield jsonDocument(own, start - lineStart, chunk, new Lines(own, this.#cursor.position), this.#index++);
    this.#cursor.pass(text, lineStart, end);
  }

  *#yaml(text: string, { start, end, next, isBad }: YamlChunk): Generator<Item> {
    if (start < end && !this.#isSkipping) {
      // With the line of ---, which an error at the end points to.
      const lines = new Lines(text.slice(start, next), this.#cursor.position);
      for (const item of readYaml(text.slice(start, end), lines, this.#index)) {
        yield item;
        this.#index++;
      }
    }
    this.#isSkipping = false;
    this.#skipped = 0;
    this.#cursor.pass(text, start, end);
    if (isBad) {
      const message = 'kubectl reads no further: only a comment may follow --- on its line';
      yield {
        position: this.#cursor.position,
        message,
        lines: new Lines(text.slice(end, next), this.#cursor.position),
      };
    }
    this.#cursor.pass(text, end, next);
  }

  /** Lets go of a document that is too large, and of all of it that is still to come. */
  *#skip(): Generator<Item> {
    if (!this.#isSkipping) yield* readYaml(this.#text, new Lines(this.#text, this.#cursor.position), this.#index++);
    this.#isSkipping = true;
    const gone = this.#splitter.spare(this.#text);
    this.#skipped += gone;
    this.#cursor.pass(this.#text, 0, gone);
    this.#text = this.#text.slice(gone);
  }
}
