// The start and end of everything in a document, which editing its text needs. The tree of nodes.ts has only the
// starts.
import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { parse } from './nodes.ts';

interface Extent {
  /** Offsets into the text, without anchor and tag, end exclusive. An empty value starts and ends where it would be. */
  readonly start: number;
  readonly end: number;
  /** The anchor's name; empty without one. */
  readonly anchor: string;
}

export interface ScalarSpan extends Extent {
  readonly kind: 'scalar';
  readonly text: string;
  /** The extent of a quoted scalar includes its quotes. */
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

export interface MappingSpan extends Extent {
  readonly kind: 'mapping';
  readonly isFlow: boolean;
  readonly entries: readonly EntrySpan[];
}

export interface EntrySpan {
  readonly key: Span;
  readonly value: Span;
}

export interface SequenceSpan extends Extent {
  readonly kind: 'sequence';
  readonly isFlow: boolean;
  readonly items: readonly Span[];
}

export interface AliasSpan extends Extent {
  readonly kind: 'alias';
}

export type Span = ScalarSpan | MappingSpan | SequenceSpan | AliasSpan;

export interface Spans {
  /** Undefined if the text has only white space and comments. */
  readonly root: Span | undefined;
  /** Anchors that an alias refers to: an edit of such a node would also change its aliases. */
  readonly shared: ReadonlySet<string>;
}

/** The spans of one document, JSON or YAML. Throws ReadError. */
export function readSpans(text: string): Spans {
  return new SpanReader(text, parse(text)).read();
}

/** The first offset after white space and comments. `from` must not be within a scalar. */
export function skipBlank(text: string, from: number): number {
  let offset = from;
  for (;;) {
    const code = text[offset];
    if (code === '#') offset = endOfLine(text, offset);
    else if (code === ' ' || code === '\t' || code === '\n' || code === '\r') offset++;
    else return offset;
  }
}

/** Offset of the line break (LF or CRLF) that ends this line, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline === -1) return text.length;
  return newline > from && text[newline - 1] === '\r' ? newline - 1 : newline;
}

class SpanReader {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #shared = new Set<string>();
  #at = 1;
  /** End of the last span that was read. */
  #end = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  read(): Spans {
    const root = this.#span();
    return { root, shared: this.#shared };
  }

  /** Undefined at the end of a collection or of the document. */
  #span(): Span | undefined {
    const event = this.#events[this.#at++];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.ALIAS) {
      this.#shared.add(this.#text.slice(event.anchorStart, event.anchorEnd));
      this.#end = event.anchorEnd;
      return { kind: 'alias', start: event.anchorStart - 1, end: event.anchorEnd, anchor: '' };
    }
    const anchor = event.anchorStart < 0 ? '' : this.#text.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.SCALAR) return { ...this.#scalar(event), anchor };
    const { start } = event;
    const isFlow = event.style === COLLECTION_STYLE.FLOW;
    this.#end = isFlow ? start + 1 : start;
    if (event.type === EVENT_ID.SEQUENCE) {
      const items = [...this.#items()];
      return { kind: 'sequence', isFlow, items, start, end: this.#close(isFlow), anchor };
    }
    const entries = [...this.#entries()];
    return { kind: 'mapping', isFlow, entries, start, end: this.#close(isFlow && this.#text[start] === '{'), anchor };
  }

  *#items(): Generator<Span> {
    for (let item = this.#span(); item !== undefined; item = this.#span()) yield item;
  }

  *#entries(): Generator<EntrySpan> {
    for (let key = this.#span(); key !== undefined; key = this.#span()) {
      const value = this.#span();
      if (value !== undefined) yield { key, value };
    }
  }

  #scalar(event: ScalarEvent): Omit<ScalarSpan, 'anchor'> {
    const text = getScalarValue(this.#text, event);
    if (event.valueStart < 0) {
      const at = this.#emptyPlace();
      this.#end = at;
      return { kind: 'scalar', text, style: 'plain', start: at, end: at };
    }
    const style = STYLES[event.style];
    const quote = style === 'single' || style === 'double' ? 1 : 0;
    this.#end = event.valueEnd + quote;
    return { kind: 'scalar', text, style, start: event.valueStart - quote, end: this.#end };
  }

  /** After the colon, on the line of the key. */
  #emptyPlace(): number {
    const colon = /[ \t]*:/y;
    colon.lastIndex = this.#end;
    return colon.test(this.#text) ? colon.lastIndex : this.#end;
  }

  /**
   * A block ends with its last child. After the last child of a flow collection come an optional comma and the bracket.
   */
  #close(isBracketed: boolean): number {
    if (isBracketed) {
      const next = skipBlank(this.#text, this.#end);
      this.#end = (this.#text[next] === ',' ? skipBlank(this.#text, next + 1) : next) + 1;
    }
    return this.#end;
  }
}

const STYLES = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'block',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'block',
} as const;
