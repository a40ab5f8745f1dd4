import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadyCode } from '../../../src/model/endpoints/addresses.ts';
import { portKey } from '../../../src/model/endpoints/ports.ts';
import { MAX_ENDPOINTS, MAX_PORTS, MAX_SLICES, repack } from '../../../src/model/endpoints/repack.ts';
import { many } from '../many.ts';
import { anySubsets, keyOf, portText, readinessOf, tableOf, type RawSubset } from './subsets.ts';

const NO_PORT = 'no port';

/** Every pair of a port and an address, with its readiness. */
function pairsIn(subsets: readonly RawSubset[]): readonly string[] {
  const ofPort = Map.groupBy(
    subsets.flatMap((subset) => {
      const { ports = [] } = subset;
      return (ports.length === 0 ? [NO_PORT] : ports.map(portText)).map((port) => ({ port, subset }));
    }),
    ({ port }) => port,
  );
  const pairs = [...ofPort].flatMap(([port, entries]) =>
    [...readinessOf(entries.map(({ subset }) => subset))].map(([key, isReady]) => `${port} ${key} ${isReady}`),
  );
  return pairs.toSorted();
}

describe('repack', () => {
  it('keeps exactly the pairs of a port and an address, and the readiness of each', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const table = tableOf(subsets);
        const { addresses, ports } = table;
        const pairs = (repack(table) ?? []).flatMap((slice) =>
          slice.addresses.flatMap((place) => {
            const { subset, list, index } = addresses.source(place);
            const source = list === 'ports' ? undefined : subsets[subset]?.[list]?.[index];
            const isReady = isReadyCode(addresses.codes[place] ?? 0);
            const texts = slice.ports.length === 0 ? [NO_PORT] : slice.ports.map((port) => portText(ports.port(port)));
            return texts.map((text) => `${text} ${source && keyOf(source)} ${isReady}`);
          }),
        );
        // A slice does not show the missing port of subsets whose addresses another port has too.
        const all = pairsIn(subsets);
        const hidden = all.filter((pair) => pair.startsWith(NO_PORT) && !pairs.includes(pair));
        expect(pairs.toSorted()).toEqual(all.filter((pair) => !hidden.includes(pair)));
        for (const pair of hidden)
          expect(all.some((other) => other.endsWith(pair.slice(NO_PORT.length)) && other !== pair)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('makes slices of one family, with sorted ports, and no two of a family with the same addresses', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const table = tableOf(subsets);
        const slices = repack(table) ?? [];
        for (const { addressType, addresses, ports } of slices) {
          const texts = addresses.map((place) => table.addresses.text((table.addresses.codes[place] ?? 0) >> 1));
          expect(texts.map((text) => text.includes(':'))).toEqual(texts.map(() => addressType === 'IPv6'));
          const keys = ports.map((port) => portKey(table.ports.port(port)));
          expect(keys).toEqual(keys.toSorted());
        }
        const whole = Map.groupBy(slices, ({ ports }) => ports.join());
        const contents = [...whole.values()].map((same) =>
          same.flatMap(({ addresses }) => addresses.map((place) => table.addresses.codes[place])).join(),
        );
        expect(new Set(contents).size).toBe(contents.length);
      }),
    );
  });

  const ip = (index: number): object => ({ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });
  const ports = (count: number): readonly object[] => many(count, (index) => ({ name: `p${index}`, port: 1 }));

  it('is undefined beyond its bounds', () => {
    const alone = (count: number): unknown =>
      many(count, (index) => ({ addresses: [ip(index)], ports: [{ port: index + 1 }] }));
    expect(repack(tableOf(alone(MAX_SLICES)))).toHaveLength(MAX_SLICES);
    expect(repack(tableOf(alone(MAX_SLICES + 1)))).toBeUndefined();
    expect(repack(tableOf([{ addresses: many(MAX_ENDPOINTS, ip) }]))).toHaveLength(1);
    expect(repack(tableOf([{ addresses: many(MAX_ENDPOINTS + 1, ip) }]))).toBeUndefined();
    expect(repack(tableOf([{ addresses: [ip(1)], ports: ports(MAX_PORTS) }]))).toHaveLength(1);
    expect(repack(tableOf([{ addresses: [ip(1)], ports: ports(MAX_PORTS + 1) }]))).toBeUndefined();
  });

  it('counts an endpoint for each set of ports that leads to it', () => {
    const half = many(MAX_ENDPOINTS / 2, ip);
    const subsets = (more: number): unknown => [
      { addresses: half, ports: [{ port: 1 }, { port: 2 }] },
      { addresses: many(more, (index) => ({ ip: `192.168.0.${index}` })), ports: [{ port: 2 }] },
    ];
    expect(repack(tableOf(subsets(0)))).toHaveLength(1);
    expect(repack(tableOf(subsets(1)))).toBeUndefined();
  });
});
