// From the parser's events straight to a value, for documents as nearly everybody writes them. A tree costs as much again and is needed only for places.
import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import { setField } from './construct.ts';
import { isMisleading } from './notes.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

/** Deeper documents are left to the tree, which knows the limit and what to say of it. */
const MAX_SHALLOW = 50;

export interface Built {
  readonly value: unknown;
  /** Offset of the root. */
  readonly start: number;
  /** The tree may have notes; if not, it has none. */
  readonly isNotable: boolean;
}

/**
 * The value of a single document that is a list or a mapping without anchors, aliases, tags and merge keys. Undefined for every other text, and for one
 * with a mistake in it: what it means, and where the mistake is, the tree tells.
 */
export function build(text: string, events: readonly Event[]): Built | undefined {
  const root = events[1];
  if (root?.type !== EVENT_ID.MAPPING && root?.type !== EVENT_ID.SEQUENCE) return undefined;
  const builder = new Builder(text, events);
  const value = builder.value();
  return value === UNKNOWN || !builder.ended ? undefined : { value, start: root.start, isNotable: builder.isNotable };
}

const UNKNOWN = Symbol('left to the tree');

class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** Behind the event that opens the document. */
  #at = 1;
  #depth = 0;
  isNotable = false;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  /** Nothing follows but the end of the document. */
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
      // Names of Object.prototype are taken for duplicates here, which does no harm.
      if (fields[key] !== undefined) this.isNotable = true;
      setField(fields, key, value);
    }
    return fields;
  }

  /** Steps over the end of a list or mapping. */
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
