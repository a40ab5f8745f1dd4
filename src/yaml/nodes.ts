// The tree of one YAML document: what is written and where, before scalars, keys and tags are interpreted.
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
  /** Offset into the parsed text. */
  readonly offset: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  /** Neither quoted nor a block scalar: it may be a number, a boolean, null or a merge key. */
  readonly plain: boolean;
  /** Standard tags in their short form (`!!str`), `!` and other tags as written; empty without a tag. */
  readonly tag: string;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
  /** An item, found without reading the list beyond it. Not set where all items are in memory. */
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
  /** Undefined if the text has only white space and comments. */
  readonly root: Node | undefined;
  /** Offset of a `...` before a second document, which kubectl would ignore. (The text was already split at `---`.) */
  readonly rest: number | undefined;
}

/** Parses one document, JSON or YAML, into events whose offsets count in this text. Throws ReadError. */
export function parse(text: string): readonly Event[] {
  const first = tryParse(text);
  if (!(first instanceof YAMLException)) return first;
  const normalized = normalizeLayout(text);
  const second = normalized === undefined || normalized.text === text ? first : tryParse(normalized.text);
  if (second instanceof YAMLException)
    throw new ReadError(first.mark?.position ?? 0, `cannot be read as YAML: ${first.reason}`);
  return second;
}

/** One escape in a double-quoted scalar. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^])/g;

/**
 * Parses text that is not JSON. Throws ReadError, also for what JSON allows and go-yaml rejects: some tabs, the escape
 * `\/`, and escapes of lone or paired surrogates
 * (https://github.com/yaml/go-yaml/blob/v2.4.4/scannerc.go).
 */
export function parseYaml(text: string): readonly Event[] {
  const events = parse(text);
  const tab = events.length > 0 && text.includes('\t') ? normalizeLayout(text)?.tab : undefined;
  if (tab !== undefined) throw new ReadError(tab, 'cannot be read as YAML: kubectl allows no tab here; use spaces');
  if (!text.includes('\\')) return events;
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.DOUBLE_QUOTED) continue;
    for (const { 0: escape, 1: short, 2: long, index } of text
      .slice(event.valueStart, event.valueEnd)
      .matchAll(ESCAPE)) {
      const code = Number.parseInt(short ?? long ?? '0', 16);
      if (escape === '\\/' || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
        throw new ReadError(
          event.valueStart + index,
          `cannot be read as YAML: kubectl does not support the escape ${escape}`,
        );
    }
  }
  return events;
}

function tryParse(text: string): readonly Event[] | YAMLException {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

/** The tree of a text from its events; `place` maps offsets of a part to those of the whole text. Throws ReadError. */
export function compose(text: string, events: readonly Event[], place = (offset: number): number => offset): Parsed {
  return new Composer(text, place).compose(events);
}

/** The node itself, or the target of an alias. */
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
    // An empty value has no position of its own: it takes that of the node before it.
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
      throw new ReadError(start - 1, `cannot be read as YAML: alias "*${name}" has no anchor "&${name}" before it`);
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
