// The subsets of v1 Endpoints as tables, before repacking.
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

/** As written, including duplicates. */
interface Counts {
  readonly subsets: number;
  readonly addresses: number;
  readonly ports: number;
}

/** Counted at once, and read on first use: the subsets of an object over the bounds may never be read. */
export class Subsets {
  readonly counts: Counts;
  readonly #value: unknown;
  #table: SubsetTable | undefined;

  /** `value`: the member `subsets`. */
  constructor(value: unknown) {
    this.counts = countAll(value);
    this.#value = value;
  }

  /** Reads the subsets and reports problems to the reader. */
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
