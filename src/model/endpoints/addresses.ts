// The addresses of all subsets of v1 Endpoints as columns of numbers: an object may have a hundred thousand, and a
// JavaScript object for each would cost more than reading the JSON.
import { readTargetRef } from '../decode/decode.ts';
import type { Source } from './paths.ts';
import { Numbers } from '../numbers.ts';
import { Reader } from '../decode/reader.ts';
import type { Conditions, Endpoint, TargetRef } from '../slice.ts';

const READY: Conditions = { ready: true, serving: undefined, terminating: undefined };
const NOT_READY: Conditions = { ready: false, serving: undefined, terminating: undefined };

const SPACE = 32;

/**
 * What identifies an address: its text and the uid of its target (RepackSubsets uses both,
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/api/v1/endpoints/util.go). Without a uid it is the text
 * itself, which costs nothing. With one, the length of the text keeps a text that is not an address from looking like
 * an address and a uid.
 */
export function addressKey(text: string, uid: string): string {
  return uid === '' && text.charCodeAt(0) !== SPACE ? text : ` ${text.length} ${text}${uid}`;
}

export function isReadyCode(code: number): boolean {
  return (code & 1) === 1;
}

type AddressField = 'ip' | 'hostname' | 'nodeName' | 'targetRef';

/**
 * Filled one subset after another. A place is one address in one subset, numbered from 0; an address that appears twice
 * in one subset has one place.
 */
export class SubsetAddresses {
  /** The places of a subset are from `starts[subset]` up to, not including, `starts[subset + 1]`. */
  readonly starts: Int32Array;
  /**
   * By place: twice the number of its address, plus 1 if it is ready. Addresses are numbered in the order of the
   * object.
   */
  readonly codes: Int32Array;
  /** By address number: see `addressKey`. */
  readonly keys: string[] = [];
  /** By place: the index in the list that its readiness implies. */
  readonly #indexes: Int32Array;
  readonly #numbers = new Numbers();
  /** By address number: the JSON of its first appearance, from which all other fields are taken. */
  readonly #firsts: unknown[] = [];
  /** By address number: its last place, plus 1. */
  readonly #last: Int32Array;
  readonly #endpoints: Endpoint[] = [];
  readonly #reader = new Reader({ paths: false });
  #size = 0;

  /** `count`: all addresses as written, including duplicates. */
  constructor(subsets: number, count: number) {
    this.starts = new Int32Array(subsets + 1);
    this.codes = new Int32Array(count);
    this.#indexes = new Int32Array(count);
    this.#last = new Int32Array(count);
  }

  /** How many places all subsets have together. */
  get size(): number {
    return this.#size;
  }

  sizeOf(subset: number): number {
    return (this.starts[subset + 1] ?? 0) - (this.starts[subset] ?? 0);
  }

  read(reader: Reader, subset: number, addresses: unknown, notReadyAddresses: unknown): void {
    const start = this.#size;
    reader.each(addresses, 'addresses', (item, index) => this.#note(start, this.#numberOf(reader, item), 1, index));
    reader.each(notReadyAddresses, 'notReadyAddresses', (item, index) =>
      this.#note(start, this.#numberOf(reader, item), 0, index),
    );
    this.starts[subset + 1] = this.#size;
  }

  /** An address in both lists of a subset is not ready. */
  #note(start: number, number: number, ready: 0 | 1, index: number): void {
    const known = (this.#last[number] ?? 0) - 1;
    const isThere = known >= start;
    if (isThere && (ready === 1 || !isReadyCode(this.codes[known] ?? 0))) return;
    const place = isThere ? known : this.#size++;
    this.#last[number] = place + 1;
    this.codes[place] = number * 2 + ready;
    this.#indexes[place] = index;
  }

  #numberOf(reader: Reader, item: unknown): number {
    const { ip, hostname, nodeName, targetRef } = reader.fields<AddressField>(item);
    reader.text(hostname, 'hostname');
    const key = addressKey(reader.text(ip, 'ip'), readTargetRef(reader, targetRef)?.uid ?? '');
    reader.optionalText(nodeName, 'nodeName');
    const number = this.#numbers.of(key);
    if (number === this.keys.length) {
      this.keys.push(key);
      this.#firsts.push(item);
    }
    return number;
  }

  /** The number of the address with a key; undefined if there is none. */
  find(key: string): number | undefined {
    return this.#numbers.find(key);
  }

  text(number: number): string {
    return this.#reader.text(this.#first(number).ip, 'ip');
  }

  /** The endpoint of a code. All places with the same address and the same readiness share one object. */
  endpoint(code: number): Endpoint {
    const { hostname, nodeName, targetRef } = this.#first(code >> 1);
    this.#endpoints[code] ??= {
      addresses: [this.text(code >> 1)],
      addressCount: 1,
      conditions: isReadyCode(code) ? READY : NOT_READY,
      hostname: this.#reader.text(hostname, 'hostname') || undefined,
      targetRef: readTargetRef(this.#reader, targetRef),
      nodeName: this.#reader.optionalText(nodeName, 'nodeName'),
      zone: undefined,
      hints: undefined,
    };
    return this.#endpoints[code];
  }

  source(place: number): Source {
    const list = isReadyCode(this.codes[place] ?? 0) ? 'addresses' : 'notReadyAddresses';
    return { subset: this.#subsetOf(place), list, index: this.#indexes[place] ?? 0 };
  }

  #subsetOf(place: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Whether one of these addresses has the same target, host name and node as one of `others`. */
  saysAs(number: number, others: SubsetAddresses, other: number): boolean {
    const [left, right] = [this.#first(number), others.#first(other)];
    const reader = this.#reader;
    return (
      reader.text(left.hostname, 'hostname') === reader.text(right.hostname, 'hostname') &&
      reader.optionalText(left.nodeName, 'nodeName') === reader.optionalText(right.nodeName, 'nodeName') &&
      isSameTarget(readTargetRef(reader, left.targetRef), readTargetRef(reader, right.targetRef))
    );
  }

  #first(number: number): Readonly<Partial<Record<AddressField, unknown>>> {
    return this.#reader.fields<AddressField>(this.#firsts[number]);
  }
}

/** Also true if both are undefined. */
export function isSameTarget(left: TargetRef | undefined, right: TargetRef | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.kind === right.kind &&
    left.namespace === right.namespace &&
    left.name === right.name &&
    left.uid === right.uid &&
    left.apiVersion === right.apiVersion &&
    left.resourceVersion === right.resourceVersion &&
    left.fieldPath === right.fieldPath
  );
}
