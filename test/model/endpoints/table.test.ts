import { describe, expect, it } from 'vitest';
import { Reader } from '../../../src/model/decode/reader.ts';
import { Subsets } from '../../../src/model/endpoints/table.ts';
import { formatPath } from '../../../src/model/field-path.ts';

const SUBSETS = [
  {
    addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }],
    notReadyAddresses: [{ ip: '10.0.0.2' }],
    ports: [{ port: 80 }],
  },
  { addresses: null, ports: [{ port: 80 }, { port: 81 }] },
  null,
];

describe('Subsets', () => {
  it('counts what is written, duplicates too', () => {
    expect(new Subsets(SUBSETS).counts).toEqual({ subsets: 3, addresses: 3, ports: 3 });
  });

  it.each([undefined, null, {}, 'x', [], [1]])('counts no addresses and no ports in %j', (value) => {
    expect(new Subsets(value).counts).toMatchObject({ addresses: 0, ports: 0 });
  });

  it('reads each address and port of a subset once', () => {
    const { table } = new Subsets(SUBSETS);
    expect(table?.subsets).toBe(3);
    expect(table?.addresses.keys).toEqual(['10.0.0.1', '10.0.0.2']);
    expect([0, 1, 2].map((subset) => table?.addresses.sizeOf(subset))).toEqual([2, 0, 0]);
    expect(table?.ports.shownCount).toBe(2);
  });

  it('is read once', () => {
    const subsets = new Subsets(SUBSETS);
    expect(subsets.read(new Reader())).toBe(subsets.table);
    expect(subsets.table).toBe(subsets.table);
  });

  it.each([
    [{}, 'subsets'],
    [[1], 'subsets[0]'],
    [[{}, { addresses: 'x' }], 'subsets[1].addresses'],
    [[{ notReadyAddresses: [{ ip: 1 }] }], 'subsets[0].notReadyAddresses[0].ip'],
    [[{ ports: [{ port: 'http' }] }], 'subsets[0].ports[0].port'],
  ])('has no table for %j, and reports %s', (value, path) => {
    const subsets = new Subsets(value);
    expect(subsets.table).toBeUndefined();
    const reader = new Reader();
    subsets.read(reader);
    expect(reader.problems.map(({ path: at }) => formatPath(at))).toEqual([path]);
    expect(subsets.table).toBeUndefined();
  });
});
