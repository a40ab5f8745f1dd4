// Which ports of v1 Endpoints stand in the same subsets: they lead to the same addresses. Linear in the object's size.
import type { SubsetTable } from './table.ts';

/** The class of ports that stand in no subset with addresses: they lead nowhere. */
export const NOWHERE = 0;

/**
 * Classes are split subset by subset: the ports of a subset leave the class that they were in for one that is told by that class and this subset. So
 * each class is a chain, which ends in NOWHERE, and ports end up in the same one just if they stand in the same subsets.
 */
export class PortClasses {
  /** By the number of the port. */
  readonly ofPort: Int32Array;
  /** How many places the subsets of a class have, each counted for itself. */
  readonly sizes: Int32Array;
  /** The class with all subsets but the last, and that subset. */
  readonly previous: Int32Array;
  readonly last: Int32Array;

  constructor({ addresses, ports, subsets }: SubsetTable) {
    const { starts, numbers } = ports;
    const most = numbers.length + 1;
    this.ofPort = new Int32Array(ports.count);
    this.sizes = new Int32Array(most);
    this.previous = new Int32Array(most);
    this.last = new Int32Array(most);
    /** By class: what it last became; a number up to the count of classes before a subset is of an earlier one. */
    const became = new Int32Array(most);
    let count = 1;
    for (let subset = 0; subset < subsets; subset++) {
      const size = addresses.sizeOf(subset);
      if (size === 0) continue;
      const before = count;
      for (let at = starts[subset] ?? 0; at < (starts[subset + 1] ?? 0); at++) {
        const port = numbers[at] ?? 0;
        const from = this.ofPort[port] ?? NOWHERE;
        // It stands in this subset twice.
        if (from >= before) continue;
        let to = became[from] ?? 0;
        if (to < before) {
          to = count++;
          became[from] = to;
          this.previous[to] = from;
          this.last[to] = subset;
          this.sizes[to] = (this.sizes[from] ?? 0) + size;
        }
        this.ofPort[port] = to;
      }
    }
  }

  /** In the order of the object. */
  subsetsOf(portClass: number): readonly number[] {
    const subsets: number[] = [];
    for (let at = portClass; at !== NOWHERE; at = this.previous[at] ?? NOWHERE) subsets.push(this.last[at] ?? 0);
    return subsets.toReversed();
  }
}
