// Builds a value directly from the parser's events, for documents without anchors, aliases, tags and merge keys. A tree
// would double the cost, and only positions need one.
import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { setField } from './construct.ts';
import { isMisleading } from './notes.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

/** Deeper documents go through the tree, which enforces the limit and reports it. */
const MAX_SHALLOW = 50;

export interface Built {
  readonly value: unknown;
  /** Offset of the root. */
  readonly start: number;
  /** False only if the tree certainly has no notes. */
  readonly isNotable: boolean;
}

/**
 * The value of a single document that is a list or a mapping without anchors, aliases, tags and merge keys. Undefined
 * for every other text, and for one with a mistake: the tree gives its meaning, or the position of the mistake.
 */
export function build(text: string, events: readonly Event[]): Built | undefined {
  const root = events[1];
  if (root?.type !== EVENT_ID.MAPPING && root?.type !== EVENT_ID.SEQUENCE) return undefined;
  const builder = new Builder(text, events);
  const value = builder.value();
  return value === UNKNOWN || !builder.ended ? undefined : { value, start: root.start, isNotable: builder.isNotable };
}

const UNKNOWN = Symbol('needs the tree');

class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** The first event opens the document. */
  #at = 1;
  #depth = 0;
  isNotable = false;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  /** Only the end of the document follows. */
  get ended(): boolean {
    return this.#at === this.#events.length - 1 && this.#events[this.#at]?.type === EVENT_ID.POP;
  }

  value(): unknown {
    const event = this.#events[this.#at++];
    if (
      event === undefined ||
      event.type === EVENT_ID.DOCUMENT ||
      event.type === EVENT_ID.POP ||
      event.type === EVENT_ID.ALIAS
    )
      return UNKNOWN;
    if (event.anchorStart >= 0 || event.tagStart >= 0) return UNKNOWN;
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event);
    if (++this.#depth > MAX_SHALLOW) return UNKNOWN;
    const value = event.type === EVENT_ID.SEQUENCE ? this.#list() : this.#mapping();
    this.#depth--;
    return value;
  }

  #list(): unknown {
    const items: unknown[] = [];
    while (!this.#closes()) {
      const item = this.value();
      if (item === UNKNOWN) return UNKNOWN;
      items.push(item);
    }
    return items;
  }

  #mapping(): unknown {
    const fields: Record<string, unknown> = {};
    while (!this.#closes()) {
      const key = this.#key();
      if (key === undefined) return UNKNOWN;
      const value = this.value();
      if (value === UNKNOWN) return UNKNOWN;
      // Names of Object.prototype count as duplicates here. That only costs a search for notes.
      if (fields[key] !== undefined) this.isNotable = true;
      setField(fields, key, value);
    }
    return fields;
  }

  /** Consumes the end of a list or mapping, if it is next. */
  #closes(): boolean {
    if (this.#events[this.#at]?.type !== EVENT_ID.POP) return false;
    this.#at++;
    return true;
  }

  #key(): string | undefined {
    const event = this.#events[this.#at++];
    if (event?.type !== EVENT_ID.SCALAR || event.anchorStart >= 0 || event.tagStart >= 0) return undefined;
    const name = this.#scalar(event);
    if (name === UNKNOWN || name === null || (name === '<<' && event.style === SCALAR_STYLE.PLAIN)) return undefined;
    return String(name);
  }

  #scalar(event: ScalarEvent): Scalar | typeof UNKNOWN {
    const text = getScalarValue(this.#text, event);
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    const value = resolvePlain(text);
    if (isMisleading(text, value)) this.isNotable = true;
    return typeof value === 'number' && !Number.isFinite(value) ? UNKNOWN : value;
  }
}
