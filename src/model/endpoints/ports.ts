// The ports of all subsets of v1 Endpoints as columns of numbers: see addresses.ts.
import { readPort } from '../decode/decode.ts';
import type { Source } from './paths.ts';
import { Numbers } from '../numbers.ts';
import { Reader } from '../decode/reader.ts';
import type { Port } from '../slice.ts';

/** A subset without ports counts as one with a port that no slice shows. */
const NO_PORT = '';

/** What identifies a port; also the sort key of the ports of a slice. */
export function portKey({ name, protocol, port, appProtocol }: Port): string {
  const own = `${port} ${protocol.length} ${protocol} ${name.length} ${name}`;
  return appProtocol === undefined ? own : `${own} ${appProtocol}`;
}

/**
 * As distinct as `portKey` and faster for usual ports: `portKey` never writes only a number, or a number with a slash
 * and a name.
 */
function quickKey(port: Port): string {
  if (port.protocol !== 'TCP' || port.appProtocol !== undefined) return portKey(port);
  return port.name === '' ? String(port.port) : `${port.port}/${port.name}`;
}

/** Filled one subset after another. */
export class SubsetPorts {
  /** The ports of a subset are in `numbers` from `starts[subset]` up to, not including, `starts[subset + 1]`. */
  readonly starts: Int32Array;
  /**
   * Equal ports have the same number, from 0, in the order of the object. A port that appears twice in a subset is here
   * twice.
   */
  readonly numbers: Int32Array;
  readonly #keys: string[] = [];
  readonly #known = new Numbers();
  /** By port number: the JSON of its first appearance, and where that is. */
  readonly #firsts: unknown[] = [];
  readonly #subsets: number[] = [];
  readonly #indexes: number[] = [];
  readonly #reader = new Reader({ paths: false });
  #size = 0;

  /** `count`: all ports as written, including duplicates. */
  constructor(subsets: number, count: number) {
    this.starts = new Int32Array(subsets + 1);
    this.numbers = new Int32Array(subsets + count);
  }

  /** How many different ports there are, including NO_PORT. */
  get count(): number {
    return this.#keys.length;
  }

  /** How many different ports slices can show. */
  get shownCount(): number {
    return this.#known.find(NO_PORT) === undefined ? this.count : this.count - 1;
  }

  isShown(number: number): boolean {
    return this.#keys[number] !== NO_PORT;
  }

  read(reader: Reader, subset: number, ports: unknown): void {
    const start = this.#size;
    reader.each(ports, 'ports', (item, index) =>
      this.#note(quickKey(readSubsetPort(reader, item)), item, subset, index),
    );
    if (this.#size === start) this.#note(NO_PORT, undefined, subset, 0);
    this.starts[subset + 1] = this.#size;
  }

  #note(key: string, item: unknown, subset: number, index: number): void {
    const number = this.#known.of(key);
    if (number === this.#keys.length) {
      this.#keys.push(key);
      this.#firsts.push(item);
      this.#subsets.push(subset);
      this.#indexes.push(index);
    }
    this.numbers[this.#size++] = number;
  }

  /** The number here of a port of `others`; undefined if the port is not here. */
  findAs(others: SubsetPorts, number: number): number | undefined {
    const key = others.#keys[number] ?? NO_PORT;
    // Usually both have the same ports in the same order, and comparing two texts is faster than a look-up.
    return this.#keys[number] === key ? number : this.#known.find(key);
  }

  /** The numbers of the ports of a slice, undefined for a port that is not here. A slice without ports has NO_PORT. */
  findAll(ports: readonly Port[]): readonly (number | undefined)[] {
    return ports.length === 0 ? [this.#known.find(NO_PORT)] : ports.map((port) => this.#known.find(quickKey(port)));
  }

  port(number: number): Port {
    return readSubsetPort(this.#reader, this.#firsts[number]);
  }

  source(number: number): Source {
    return { subset: this.#subsets[number] ?? 0, list: 'ports', index: this.#indexes[number] ?? 0 };
  }
}

/** A missing number is 0 here, and an empty protocol gets the default. */
function readSubsetPort(reader: Reader, item: unknown): Port {
  const { name, protocol, port = 0, appProtocol } = readPort(reader, item);
  return { name, protocol: protocol || 'TCP', appProtocol, port };
}
