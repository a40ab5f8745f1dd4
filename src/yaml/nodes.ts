// The tree of one YAML document: what was written and where, before any meaning is given to it.
import {
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import { ReadError } from './read-error.ts';
import { normalizeLayout } from './normalize-layout.ts';

export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;

interface Placed {
  /** Into the text that was parsed. */
  readonly offset: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  /** Neither quoted nor a block: a number, a boolean, a null or a merge key may be meant. */
  readonly plain: boolean;
  /** `!!str` and the like in their short form, `!` and foreign tags as written; empty without a tag. */
  readonly tag: string;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
  /** One of the items, for which the list is read no further than to it; absent where all of them are at hand. */
  at?(index: number): Node | undefined;
}

export interface MappingNode extends Placed {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: Node;
}

/** Deep enough for any manifest, shallow enough to walk by recursion. */
export const MAX_DEPTH = 100;

export interface Parsed {
  /** Undefined when the text holds nothing but space and comments. */
  readonly root: Node | undefined;
  /** Where the `...` stands that a second document follows, which kubectl would not read. (`---` has been split at before.) */
  readonly rest: number | undefined;
}

/** Parses the text of one document, JSON or YAML: the offsets of events are those of this text. Throws ReadError. */
export function parse(text: string): readonly Event[] {
  const events = parsed(text);
  if (!(events instanceof YAMLException)) return events;
  const straight = normalizeLayout(text);
  const again = straight === undefined || straight.text === text ? events : parsed(straight.text);
  if (again instanceof YAMLException)
    throw new ReadError(events.mark?.position ?? 0, `cannot be read as YAML: ${events.reason}`);
  return again;
}

/** One escape of a text in double quotes. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g;

/**
 * Parses text that is no JSON. Throws ReadError, also for what go-yaml does not take of JSON: tabs in some places, and the escapes `\/` and of halves of
 * a surrogate pair.
 */
export function parseYaml(text: string): readonly Event[] {
  const events = parse(text);
  const tab = events.length > 0 && text.includes('\t') ? normalizeLayout(text)?.tab : undefined;
  if (tab !== undefined) throw new ReadError(tab, 'cannot be read as YAML: a tab, where kubectl allows spaces alone');
  if (!text.includes('\\')) return events;
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.DOUBLE_QUOTED) continue;
    for (const { 0: escape, 1: short, 2: long, index } of text
      .slice(event.valueStart, event.valueEnd)
      .matchAll(ESCAPE)) {
      const code = Number.parseInt(short ?? long ?? '0', 16);
      if (escape === '\\/' || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
        throw new ReadError(event.valueStart + index, `cannot be read as YAML: kubectl knows no escape ${escape}`);
    }
  }
  return events;
}

function parsed(text: string): readonly Event[] | YAMLException {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

/** The tree of a text that these are the events of; `place` tells of a part where its offsets are in the whole. Throws ReadError. */
export function compose(text: string, events: readonly Event[], place = (offset: number): number => offset): Parsed {
  return new Composer(text, place).compose(events);
}

/** The node itself, or what an alias stands for. */
export function resolveAlias(node: Node): Exclude<Node, AliasNode> {
  let current = node;
  while (current.kind === 'alias') current = current.target;
  return current;
}

interface Open {
  readonly node: Node;
  readonly add: (child: Node) => void;
}

class Composer {
  readonly #text: string;
  readonly #anchors = new Map<string, Node>();
  readonly #open: Open[] = [];
  readonly #place: (offset: number) => number;
  #offset = 0;
  #root: Node | undefined;

  constructor(text: string, place: (offset: number) => number) {
    this.#text = text;
    this.#place = place;
  }

  compose(events: readonly Event[]): Parsed {
    let documents = 0;
    for (const event of events) {
      if (event.type === EVENT_ID.DOCUMENT && ++documents === 2)
        return { root: this.#root, rest: this.#text.indexOf('\n...', this.#offset) + 1 };
      this.#take(event);
    }
    return { root: this.#root, rest: undefined };
  }

  #take(event: Event): void {
    if (event.type === EVENT_ID.DOCUMENT) return;
    if (event.type === EVENT_ID.POP) {
      this.#open.pop();
      return;
    }
    if (event.type === EVENT_ID.ALIAS) {
      this.#add(this.#alias(event.anchorStart, event.anchorEnd));
      return;
    }
    if (event.type === EVENT_ID.SCALAR) {
      const node = this.#scalar(event);
      this.#remember(event, node);
      this.#add(node);
      return;
    }
    this.#offset = event.start;
    const opened =
      event.type === EVENT_ID.SEQUENCE ? openSequence(this.#place(event.start)) : openMapping(this.#place(event.start));
    this.#remember(event, opened.node);
    this.#add(opened.node);
    this.#open.push(opened);
  }

  #scalar(event: ScalarEvent): ScalarNode {
    // Empty values have no place of their own: theirs is that of what stands before them.
    if (event.valueStart >= 0) this.#offset = startOf(event);
    return {
      kind: 'scalar',
      offset: this.#place(this.#offset),
      text: getScalarValue(this.#text, event),
      plain: event.style === SCALAR_STYLE.PLAIN,
      tag: event.tagStart < 0 ? '' : shortTag(this.#text.slice(event.tagStart, event.tagEnd)),
    };
  }

  #alias(start: number, end: number): AliasNode {
    const name = this.#text.slice(start, end);
    const target = this.#anchors.get(name);
    if (target === undefined)
      throw new ReadError(start - 1, `cannot be read as YAML: no anchor "${name}" stands before its use`);
    this.#offset = start - 1;
    return { kind: 'alias', offset: this.#place(start - 1), name, target };
  }

  #remember(event: { readonly anchorStart: number; readonly anchorEnd: number }, node: Node): void {
    if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
  }

  #add(node: Node): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = node;
    else parent.add(node);
  }
}

function openSequence(offset: number): Open {
  const items: Node[] = [];
  return { node: { kind: 'sequence', offset, items }, add: (child) => void items.push(child) };
}

function openMapping(offset: number): Open {
  const entries: Entry[] = [];
  let key: Node | undefined;
  const add = (child: Node): void => {
    if (key === undefined) {
      key = child;
      return;
    }
    entries.push({ key, value: child });
    key = undefined;
  };
  return { node: { kind: 'mapping', offset, entries }, add };
}

function startOf(event: ScalarEvent): number {
  if (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED)
    return event.valueStart - 1;
  return event.style === SCALAR_STYLE.PLAIN ? event.valueStart : event.valueStart + Math.max(event.indent, 0);
}

const STANDARD_TAG = 'tag:yaml.org,2002:';

function shortTag(written: string): string {
  const name = written.startsWith('!<') ? written.slice(2, -1) : written;
  return name.startsWith(STANDARD_TAG) ? `!!${name.slice(STANDARD_TAG.length)}` : name;
}
