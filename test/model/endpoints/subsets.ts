// Subsets of v1 Endpoints for property tests, and a naive model of them.
import fc from 'fast-check';
import { Subsets, type SubsetTable } from '../../../src/model/endpoints/table.ts';
import type { Port } from '../../../src/model/slice.ts';

export interface RawAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: { readonly kind: string; readonly name: string; readonly uid: string };
}
export interface RawPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
}
export interface RawSubset {
  readonly addresses?: readonly RawAddress[];
  readonly notReadyAddresses?: readonly RawAddress[];
  readonly ports?: readonly RawPort[];
}

const anyAddress: fc.Arbitrary<RawAddress> = fc.record(
  {
    ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', 'fd00::1', 'fd00::2'),
    hostname: fc.constantFrom('a', 'b'),
    nodeName: fc.constantFrom('n1', 'n2'),
    targetRef: fc.record({ kind: fc.constant('Pod'), name: fc.constantFrom('p', 'q'), uid: fc.constantFrom('1', '2') }),
  },
  { requiredKeys: ['ip'] },
);
const anyPort: fc.Arbitrary<RawPort> = fc.record(
  { name: fc.constantFrom('http', 'sql'), port: fc.constantFrom(80, 443), protocol: fc.constantFrom('TCP', 'UDP') },
  { requiredKeys: ['port'] },
);
const anySubset: fc.Arbitrary<RawSubset> = fc.record(
  {
    addresses: fc.array(anyAddress, { maxLength: 4 }),
    notReadyAddresses: fc.array(anyAddress, { maxLength: 3 }),
    ports: fc.array(anyPort, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);
export const anySubsets = fc.array(anySubset, { maxLength: 5 });

export function tableOf(subsets: unknown): SubsetTable {
  const { table } = new Subsets(subsets);
  if (table === undefined) throw new Error('the subsets cannot be read');
  return table;
}

/** What identifies an address: RepackSubsets maps by its text and the uid of its target. */
export function keyOf({ ip, targetRef }: RawAddress): string {
  return JSON.stringify([ip, targetRef?.uid ?? '']);
}

/** What identifies a port, with the defaults of the API. */
export function portText({ name = '', port, protocol = 'TCP' }: Partial<Port> | RawPort): string {
  return JSON.stringify([name, protocol, port]);
}

/** The readiness of all addresses as sorted texts, to compare. */
export function readinessTexts(ready: Iterable<readonly [key: unknown, isReady: boolean]>): readonly string[] {
  return Array.from(ready, ([key, isReady]) => `${String(key)} ${isReady}`).toSorted();
}

/** The addresses of subsets and whether they are ready: one that is not ready somewhere is not ready. */
export function readinessOf(subsets: readonly RawSubset[]): ReadonlyMap<string, boolean> {
  const ready = new Map<string, boolean>();
  for (const { addresses = [], notReadyAddresses = [] } of subsets) {
    for (const address of addresses) ready.set(keyOf(address), ready.get(keyOf(address)) ?? true);
    for (const address of notReadyAddresses) ready.set(keyOf(address), false);
  }
  return ready;
}
