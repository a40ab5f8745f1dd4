// What the subsets of v1 Endpoints say, before anything is made of it.
import { SubsetAddresses } from './addresses.ts';
import { SubsetPorts } from './ports.ts';
import { Reader } from '../decode/reader.ts';

/** Takes time in proportion to the object's size, and less memory than its JSON. */
export class SubsetTable {
  readonly subsets: number;
  readonly addresses: SubsetAddresses;
  readonly ports: SubsetPorts;

  constructor(reader: Reader, value: unknown, { subsets, addresses: addressCount, ports: portCount }: Counts) {
    this.subsets = subsets;
    this.addresses = new SubsetAddresses(subsets, addressCount);
    this.ports = new SubsetPorts(subsets, portCount);
    reader.each(value, 'subsets', (item, subset) => {
      const { addresses, notReadyAddresses, ports } = reader.fields<SubsetField>(item);
      this.addresses.read(reader, subset, addresses, notReadyAddresses);
      this.ports.read(reader, subset, ports);
    });
  }
}

type SubsetField = 'addresses' | 'notReadyAddresses' | 'ports';

/** As they are written. */
interface Counts {
  readonly subsets: number;
  readonly addresses: number;
  readonly ports: number;
}

/** Counted at once, and read when first asked: the subsets of an object over the bounds may never be. */
export class Subsets {
  readonly counts: Counts;
  readonly #value: unknown;
  #table: SubsetTable | undefined;

  /** The value of the member `subsets`. */
  constructor(value: unknown) {
    this.counts = countAll(value);
    this.#value = value;
  }

  /** Reads them, so that the reader knows what is wrong. */
  read(reader: Reader): SubsetTable {
    const table = new SubsetTable(reader, this.#value, this.counts);
    if (reader.problems.length === 0) this.#table = table;
    return table;
  }

  /** Undefined if something has the wrong type. */
  get table(): SubsetTable | undefined {
    if (this.#table === undefined) this.read(new Reader({ paths: false }));
    return this.#table;
  }
}

function countAll(value: unknown): Counts {
  const reader = new Reader({ paths: false });
  const list = reader.list(value, 'subsets');
  let [addressCount, portCount] = [0, 0];
  for (const item of list) {
    const { addresses, notReadyAddresses, ports } = reader.fields<SubsetField>(item);
    addressCount +=
      reader.list(addresses, 'addresses').length + reader.list(notReadyAddresses, 'notReadyAddresses').length;
    portCount += reader.list(ports, 'ports').length;
  }
  return { subsets: list.length, addresses: addressCount, ports: portCount };
}
