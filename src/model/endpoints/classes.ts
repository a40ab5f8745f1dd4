// Groups the ports of v1 Endpoints that are in the same subsets: they lead to the same addresses. Takes time linear in
// the size of the object.
import type { SubsetTable } from './table.ts';

/** The class of ports that are in no subset with addresses: they lead nowhere. */
export const NOWHERE = 0;

/**
 * Classes are split subset by subset: the ports of a subset move from the class that they are in to another one,
 * identified by the old class and this subset. So each class is a chain that ends in NOWHERE, and two ports are in the
 * same class exactly if they are in the same subsets.
 */
export class PortClasses {
  /** By port number: its class. */
  readonly ofPort: Int32Array;
  /** By class: how many places its subsets have, each subset counted separately. */
  readonly sizes: Int32Array;
  /** By class: the class with all of its subsets except the last one, and that subset. */
  readonly previous: Int32Array;
  readonly last: Int32Array;

  constructor({ addresses, ports, subsets }: SubsetTable) {
    const { starts, numbers } = ports;
    const most = numbers.length + 1;
    this.ofPort = new Int32Array(ports.count);
    this.sizes = new Int32Array(most);
    this.previous = new Int32Array(most);
    this.last = new Int32Array(most);
    /** By class: the class that its ports last moved to. A number below `before` is from an earlier subset. */
    const became = new Int32Array(most);
    let count = 1;
    for (let subset = 0; subset < subsets; subset++) {
      const size = addresses.sizeOf(subset);
      if (size === 0) continue;
      const before = count;
      for (let at = starts[subset] ?? 0; at < (starts[subset + 1] ?? 0); at++) {
        const port = numbers[at] ?? 0;
        const from = this.ofPort[port] ?? NOWHERE;
        // The port appears twice in this subset.
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

  /** The subsets of a class, in the order of the object. */
  subsetsOf(portClass: number): readonly number[] {
    const subsets: number[] = [];
    for (let at = portClass; at !== NOWHERE; at = this.previous[at] ?? NOWHERE) subsets.push(this.last[at] ?? 0);
    return subsets.toReversed();
  }
}
