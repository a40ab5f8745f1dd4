// Where the ports of one class of v1 Endpoints lead.
import { isReadyCode, type SubsetAddresses } from './addresses.ts';
import { contentOf, familyOf, join } from './joined.ts';
import type { Endpoint } from '../slice.ts';

/** The places of each subset in the order of their address numbers, and how many steps may still be spent on them. */
export class SortedSubsets {
  readonly addresses: SubsetAddresses;
  /** Below zero once too many were spent. */
  steps: number;
  readonly #known = new Map<number, Int32Array>();

  constructor(addresses: SubsetAddresses, steps: number) {
    this.addresses = addresses;
    this.steps = steps;
  }

  of(subset: number): Int32Array {
    const known = this.#known.get(subset);
    if (known !== undefined) return known;
    const places = this.join([subset], this.addresses.sizeOf(subset));
    this.#known.set(subset, places);
    return places;
  }

  /** The places of several subsets; `size`: how many places these have together. */
  join(subsets: readonly number[], size: number): Int32Array {
    this.steps -= size;
    return join(this.addresses, subsets);
  }

  codeAt(places: Int32Array, index: number): number {
    return this.addresses.codes[places[index] ?? 0] ?? 0;
  }

  /** The code of an address among these places; undefined if it is not among them. */
  find(places: Int32Array, number: number): number | undefined {
    this.steps--;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.codeAt(places, middle) < number * 2) low = middle + 1;
      else high = middle;
    }
    const code = low < places.length ? this.codeAt(places, low) : -1;
    return code >> 1 === number ? code : undefined;
  }
}

/** The addresses that the ports of one class lead to. */
export class ClassEndpoints {
  readonly #sorted: SortedSubsets;
  /** Usually one. */
  readonly #subsets: readonly number[];
  readonly #size: number;
  #joined: Int32Array | undefined;
  #lookups = 0;
  #families: Partial<Record<string, readonly Endpoint[]>> | undefined;
  /** The number of `text()`, once it is known. */
  content: number | undefined;

  /** `size`: how many places the subsets have together. */
  constructor(sorted: SortedSubsets, subsets: readonly number[], size: number) {
    this.#sorted = sorted;
    this.#subsets = subsets;
    this.#size = size;
  }

  /**
   * The code of an address; not ready if it is not ready in one of the subsets. The subsets are searched one by one,
   * and joined once that has cost as much as joining them.
   */
  find(number: number): number | undefined {
    this.#lookups += this.#subsets.length;
    if (this.#joined !== undefined || this.#lookups > this.#size) return this.#sorted.find(this.#places(), number);
    let found: number | undefined;
    for (const subset of this.#subsets) {
      const code = this.#sorted.find(this.#sorted.of(subset), number);
      if (code !== undefined && (found === undefined || !isReadyCode(code))) found = code;
    }
    return found;
  }

  /** Equal texts for the same addresses with the same readiness. */
  text(): string {
    return contentOf(this.#sorted.addresses, this.#places());
  }

  /** All addresses of one family, in the order of the object. */
  ofFamily(addressType: string): readonly Endpoint[] {
    this.#families ??= Object.groupBy(
      Array.from(this.#places(), (place) => this.#sorted.addresses.endpoint(this.#sorted.addresses.codes[place] ?? 0)),
      ({ addresses: [text = ''] }) => familyOf(text),
    );
    return this.#families[addressType] ?? [];
  }

  #places(): Int32Array {
    const [first = 0] = this.#subsets;
    this.#joined ??= this.#subsets.length === 1 ? this.#sorted.of(first) : this.#sorted.join(this.#subsets, this.#size);
    return this.#joined;
  }
}
