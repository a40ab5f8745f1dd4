// Builds the value of a document while it is parsed, by kubectl's rules for duplicate keys (the last one wins), merge
// keys and aliases. kubectl reads with https://github.com/kubernetes-sigs/yaml.
import { isObject } from '../model/is-object.ts';
import { Aliases, type Anchored } from './aliases.ts';
import { NO_MAPPING } from './keys.ts';
import { isMisleading } from './notes.ts';
import type { Builder, Properties } from './parse/builder.ts';
import type { Names } from './parse/names.ts';
import { parse } from './parse/parser.ts';
import type { Scanner } from './parse/scanner.ts';
import { ReadError } from './read-error.ts';
import { integerOf, type Scalar } from './scalars.ts';
import { setField } from './set-field.ts';
import { isMerge, keyOf, valueOf } from './written.ts';

export interface ReadValue {
  /** Undefined if the text has only white space and comments. */
  readonly value: unknown;
  /** Offset of the root. */
  readonly start: number;
  /** False only if the document certainly has no notes. */
  readonly isNotable: boolean;
  /** Offset of text after `...`, which kubectl would ignore. */
  readonly rest: number | undefined;
}

/** The value of one document. Throws ReadError where kubectl refuses it, or where it would be too large. */
export function readValue(text: string, names?: Names): ReadValue {
  const builder = new ValueBuilder();
  const { root, rest } = parse(text, builder, { names });
  return { value: root, rest, start: builder.start, isNotable: builder.isNotable };
}

type Fields = Record<string, unknown>;

const MERGE = Symbol('merge key');

/** A key that is a number or a boolean to kubectl. */
interface OddKey {
  readonly name: string;
  readonly type: 'integer' | 'fraction' | 'boolean';
  readonly at: number;
}

type Key = string | OddKey | typeof MERGE;

class ValueBuilder implements Builder<unknown, unknown[], Fields, Key> {
  isNotable = false;
  start = -1;
  readonly #aliases = new Aliases();
  /** Open lists and mappings with an anchor. */
  readonly #open = new Map<unknown, Anchored>();
  /** The types of keys that are not text, of the mappings that have any. */
  readonly #odd = new Map<unknown, Map<string, OddKey['type']>>();
  // The last node: the scalar as it is written (the text is undefined for a list or a mapping), and whether an alias
  // stands for it.
  #text: string | undefined;
  #isPlain = false;
  #tag = '';
  #isAlias = false;

  scalar({ content, style, start }: Scanner, { anchor, tag }: Properties): unknown {
    return this.#scalar(content, style === 'plain', start, anchor, tag);
  }

  empty(at: number, { anchor, tag }: Properties): unknown {
    return this.#scalar('', true, at, anchor, tag);
  }

  #scalar(text: string, isPlain: boolean, offset: number, anchor: string, tag: string): Scalar {
    this.#text = text;
    this.#isPlain = isPlain;
    this.#tag = tag;
    this.#isAlias = false;
    if (this.start === -1) this.start = offset;
    this.#aliases.count(text.length);
    const isText = tag === '' && !isPlain;
    const value = isText ? text : valueOf(text, isPlain, tag, offset);
    if (typeof value !== 'string' && isMisleading(text, value)) this.isNotable = true;
    if (anchor !== '') this.#aliases.close(this.#aliases.open(anchor, { text, isPlain, tag }), value);
    return value;
  }

  alias({ content, start }: Scanner): unknown {
    const { value, written } = this.#aliases.resolve(content, start);
    this.#text = written?.text;
    this.#isPlain = written?.isPlain ?? false;
    this.#tag = written?.tag ?? '';
    this.#isAlias = true;
    return value;
  }

  openList(start: number, _isFlow: boolean, { anchor }: Properties): unknown[] {
    const list: unknown[] = [];
    this.#begin(list, start, anchor);
    return list;
  }

  addItem(list: unknown[], item: unknown): void {
    list.push(item);
  }

  closeList(list: unknown[], _end: number, { anchor }: Properties): void {
    this.#close(list, anchor);
  }

  openMapping(start: number, _isFlow: boolean, { anchor }: Properties): Fields {
    const fields: Fields = {};
    this.#begin(fields, start, anchor);
    return fields;
  }

  key(node: unknown, at: number): Key {
    const text = this.#text;
    if (text === undefined)
      throw new ReadError(at, 'cannot be read as YAML: a list or a mapping cannot be a key; quote the text');
    if (text === node && text !== '<<') return text;
    const written = { text, isPlain: this.#isPlain, tag: this.#tag };
    if (isMerge(written) && !this.#isAlias) return MERGE;
    const name = keyOf(written, at);
    if (typeof node === 'string') return name;
    return {
      name,
      at,
      type: typeof node === 'boolean' ? 'boolean' : integerOf(text) === undefined ? 'fraction' : 'integer',
    };
  }

  addEntry(fields: Fields, key: Key, value: unknown, at: number): void {
    if (key === MERGE) {
      this.#merge(fields, value, at);
      return;
    }
    const name = typeof key === 'string' ? key : key.name;
    // Names of Object.prototype count as duplicates here. That only costs a search for notes.
    if (fields[name] !== undefined) this.isNotable = true;
    if (typeof key !== 'string' || (this.#odd.size > 0 && this.#odd.has(fields)))
      this.#distinguish(fields, name, key, at);
    setField(fields, name, value);
  }

  /** To kubectl, keys of several types are several keys, and of these any may become the key of the JSON object. */
  #distinguish(fields: Fields, name: string, key: string | OddKey, at: number): void {
    const types = this.#odd.get(fields) ?? new Map<string, OddKey['type']>();
    const type = typeof key === 'string' ? undefined : key.type;
    if (Object.hasOwn(fields, name) && types.get(name) !== type)
      throw new ReadError(
        typeof key === 'string' ? at : key.at,
        `cannot be read as YAML: ${name} is two keys of the same name here, of which kubectl takes either; quote both`,
      );
    this.#odd.set(fields, type === undefined ? types : types.set(name, type));
  }

  closeMapping(fields: Fields, _end: number, { anchor }: Properties): void {
    this.#close(fields, anchor);
  }

  #begin(collection: unknown, start: number, anchor: string): void {
    if (this.start === -1) this.start = start;
    this.#aliases.enter();
    if (anchor !== '') this.#open.set(collection, this.#aliases.open(anchor, undefined));
  }

  #close(collection: unknown, anchor: string): void {
    this.#text = undefined;
    this.#isAlias = false;
    const anchored = anchor === '' ? undefined : this.#open.get(collection);
    if (anchored !== undefined) this.#aliases.close(anchored, collection);
    this.#aliases.leave();
  }

  /** A merge overwrites the keys before it, and the keys after it overwrite the merge, as in kubectl's YAML library. */
  #merge(fields: Fields, value: unknown, at: number): void {
    this.isNotable = true;
    const sources: readonly unknown[] = Array.isArray(value) && !this.#isAlias ? value.toReversed() : [value];
    for (const source of sources) {
      if (!isObject(source)) throw new ReadError(at, NO_MAPPING);
      const types = this.#odd.get(source);
      for (const [name, merged] of Object.entries(source)) {
        const type = types?.get(name);
        this.addEntry(fields, type === undefined ? name : { name, type, at }, merged, at);
      }
    }
  }
}
