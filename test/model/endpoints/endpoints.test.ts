import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEndpoints } from '../../../src/model/endpoints/endpoints.ts';
import { MAX_ENDPOINTS, MAX_PORTS, MAX_SLICES } from '../../../src/model/endpoints/repack.ts';
import type { FieldPath } from '../../../src/model/field-path.ts';
import { parseIp } from '../../../src/model/address/ip.ts';
import type { Slice } from '../../../src/model/slice.ts';
import { many } from '../many.ts';
import { anySubsets, portText, type RawAddress, type RawSubset } from './subsets.ts';

function decoded(subsets: unknown, metadata: object = { name: 'web', namespace: 'shop' }): readonly Slice[] {
  const result = decodeEndpoints({ apiVersion: 'v1', kind: 'Endpoints', metadata, subsets });
  expect(result).toMatchObject({ ok: true });
  return result.value.parts;
}

/** The content of a slice, in an order of its own. */
function summary({ addressType, endpoints, ports }: Slice): string {
  const addresses = endpoints.map(({ addresses: [ip], conditions, hostname, nodeName, targetRef }) =>
    JSON.stringify([ip, conditions.ready, hostname, nodeName, targetRef?.uid]),
  );
  return JSON.stringify([addressType, addresses.toSorted(), ports.map(portText).toSorted()]);
}

/**
 * What Kubernetes does, in its simplest form: list every pair of port and address, then group ports with the same
 * addresses.
 */
function reference(subsets: readonly RawSubset[]): string[] {
  const firsts = new Map<string, RawAddress>();
  const byPort = new Map<string, Map<string, boolean>>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const all = [
      ...addresses.map((address) => [address, true] as const),
      ...notReadyAddresses.map((address) => [address, false] as const),
    ];
    for (const port of ports.length === 0 ? ['none'] : ports.map(portText)) {
      for (const [address, ready] of all) {
        const key = `${address.ip} ${address.targetRef?.uid ?? ''}`;
        firsts.set(key, firsts.get(key) ?? address);
        const known = byPort.get(port) ?? new Map<string, boolean>();
        byPort.set(port, known);
        known.set(key, (known.get(key) ?? true) && ready);
      }
    }
  }
  const groups = Map.groupBy(byPort, ([, addresses]) =>
    [...addresses]
      .map((pair) => JSON.stringify(pair))
      .toSorted()
      .join(),
  );
  return [...groups.values()].flatMap((group) => {
    const ports = group
      .map(([port]) => port)
      .filter((port) => port !== 'none')
      .toSorted();
    const addresses = [...(group[0]?.[1] ?? [])].map(([key, ready]) => ({ first: firsts.get(key), ready }));
    return (['IPv4', 'IPv6'] as const).flatMap((type) => {
      const own = addresses.filter(({ first }) => (first?.ip.includes(':') === true) === (type === 'IPv6'));
      if (own.length === 0) return [];
      const texts = own.map(({ first, ready }) =>
        JSON.stringify([first?.ip, ready, first?.hostname, first?.nodeName, first?.targetRef && first.targetRef.uid]),
      );
      return [JSON.stringify([type, texts.toSorted(), ports])];
    });
  });
}

/** The value at a path. */
function at(value: unknown, path: FieldPath): unknown {
  let current = value;
  for (const segment of path) {
    const key = typeof segment === 'object' ? segment.key : String(segment);
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([name]) => name === key)?.[1];
  }
  return current;
}

describe('decodeEndpoints', () => {
  it('makes the slices that the mirroring controller makes', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        expect(decoded(subsets).map(summary).toSorted()).toEqual(reference(subsets).toSorted());
      }),
      { numRuns: 3000 },
    );
  });

  it('maps every path to its place in the object', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        for (const { origin, endpoints, ports } of decoded(subsets)) {
          const found = (...path: FieldPath): unknown => at({ subsets }, origin?.path(path) ?? []);
          endpoints.forEach(({ addresses: [ip], conditions }, index) => {
            expect(found('endpoints', index, 'addresses', 0)).toBe(ip);
            expect(found('endpoints', index)).toMatchObject({ ip });
            expect(found('endpoints', index, 'zone')).toMatchObject({ ip });
            expect(origin?.path(['endpoints', index, 'conditions', 'ready'])[2]).toBe(
              conditions.ready === true ? 'addresses' : 'notReadyAddresses',
            );
          });
          ports.forEach((each, index) => {
            expect(found('ports', index, 'port')).toBe(each.port);
            expect(found('ports', index)).toMatchObject({ port: each.port });
          });
          expect(found('endpoints')).toBeInstanceOf(Array);
          expect(found('addressType')).toBe(endpoints[0]?.addresses[0]);
          expect(origin?.path(['ports'])).toEqual(['subsets', expect.any(Number), 'ports']);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('maps members that an address shares with an endpoint, and keeps the paths of metadata', () => {
    const [slice] = decoded([{ addresses: [{ ip: '10.0.0.1', hostname: 'a', targetRef: { namespace: 'x' } }] }]);
    const path = slice?.origin?.path;
    expect(path?.(['endpoints', 0, 'targetRef', 'namespace'])).toEqual([
      'subsets',
      0,
      'addresses',
      0,
      'targetRef',
      'namespace',
    ]);
    expect(path?.(['endpoints', 0, 'hostname'])).toEqual(['subsets', 0, 'addresses', 0, 'hostname']);
    expect(path?.(['metadata', 'labels', { key: 'a' }])).toEqual(['metadata', 'labels', { key: 'a' }]);
    expect(path?.(['metadata', 'labels', { key: 'kubernetes.io/service-name' }])).toEqual(['metadata', 'name']);
    expect(path?.(['ports'])).toEqual(['subsets', 0, 'ports']);
    expect(path?.([])).toEqual([]);
    expect(path?.(['kind'])).toEqual(['kind']);
  });

  it('adds the name of the Service as mirroring does, and keeps the other labels', () => {
    const labels = {
      'kubernetes.io/service-name': 'other',
      team: 'shop',
      'endpointslice.kubernetes.io/managed-by': 'me',
    };
    const [slice] = decoded([{ addresses: [{ ip: '10.0.0.1' }] }], { name: 'web', labels });
    expect({ ...slice?.metadata.labels }).toEqual({ ...labels, 'kubernetes.io/service-name': 'web' });
  });

  it.each([undefined, null, [], [{}], [null], [{ ports: [{ port: 80 }] }]])(
    'makes no slices from the subsets %j',
    (subsets) => {
      expect(decoded(subsets)).toEqual([]);
    },
  );

  it('keeps text that is not an address, so that it can be reported', () => {
    const slices = decoded([
      { addresses: [{ ip: 'web.example.com' }, { ip: 'fd00::x' }, { ip: '::ffff:10.0.0.1' }, {}] },
    ]);
    expect(
      slices.map(({ addressType, endpoints }) => [addressType, ...endpoints.map(({ addresses: [ip] }) => ip)]),
    ).toEqual([
      ['IPv4', 'web.example.com', '::ffff:10.0.0.1', ''],
      ['IPv6', 'fd00::x'],
    ]);
  });

  it('keeps more addresses than the controller would mirror', () => {
    const addresses = Array.from({ length: 3000 }, (_, index) => ({ ip: `10.0.${index >> 8}.${index & 255}` }));
    expect(decoded([{ addresses }])).toMatchObject([{ endpointCount: 3000 }]);
  });

  it('never throws, whatever the object contains', () => {
    const key = fc.constantFrom(
      'subsets',
      'addresses',
      'notReadyAddresses',
      'ports',
      'ip',
      'port',
      'metadata',
      'labels',
      'name',
      '__proto__',
    );
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 7, withCrossShrink: true },
        fc.constantFrom(null, true, 1e300, 'x', '10.0.0.1', '::1', {}),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(key, tie('json'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(json, fc.array(json, { maxLength: 3 }), (object, subsets) => {
        for (const value of [object, { metadata: object, subsets }]) {
          const result = decodeEndpoints(value);
          expect(result.ok || result.problems.length > 0).toBe(true);
          for (const { endpoints } of result.value.parts) expect(endpoints.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reports the path of a member of the wrong type', () => {
    const result = decodeEndpoints({
      subsets: [{ addresses: [{ ip: 1 }], ports: [{ port: '80' }] }, { notReadyAddresses: {} }],
    });
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { path: ['subsets', 0, 'addresses', 0, 'ip'] },
        { path: ['subsets', 0, 'ports', 0, 'port'] },
        { path: ['subsets', 1, 'notReadyAddresses'] },
      ],
    });
  });
});

describe('an object that would become too large', () => {
  const ip = (index: number): object => ({ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });
  const own = (index: number): object => ({ addresses: [ip(index)], ports: [{ port: index + 1 }] });

  it('is read up to the bounds', () => {
    expect(decoded(many(MAX_SLICES, own))).toHaveLength(MAX_SLICES);
    expect(decoded([{ addresses: many(MAX_ENDPOINTS, ip) }])).toMatchObject([{ endpointCount: MAX_ENDPOINTS }]);
  });

  it.each<[string, object]>([
    ['slices', { subsets: many(MAX_SLICES + 1, own) }],
    [
      'families of slices',
      {
        subsets: many(MAX_SLICES - 400, (index) => ({
          ...own(index),
          notReadyAddresses: [{ ip: `fd00::${index.toString(16)}` }],
        })),
      },
    ],
    ['endpoints', { subsets: [{ addresses: many(MAX_ENDPOINTS + 1, ip) }] }],
    // Every port is in its own pair of subsets, and all share the large one.
    [
      'endpoints, by ports that share them',
      {
        subsets: [
          { addresses: many(20_000, ip), ports: many(900, (index) => ({ port: index + 1 })) },
          ...many(900, (index) => ({
            addresses: [{ ip: `192.168.${index >> 8}.${index & 255}` }],
            ports: [{ port: index + 1 }],
          })),
        ],
      },
    ],
    [
      'copies of its labels',
      {
        metadata: { labels: Object.fromEntries(many(1000, (index) => [`k${index}`, 'v'.repeat(60)])) },
        subsets: many(900, own),
      },
    ],
    [
      'copies of its annotations',
      { metadata: { annotations: { long: 'x'.repeat(256 * 1024) } }, subsets: many(300, own) },
    ],
  ])('is a problem: too many %s', (_, value) => {
    const begin = performance.now();
    const result = decodeEndpoints(value);
    expect(result).toMatchObject({
      ok: false,
      problems: [
        {
          path: ['subsets'],
          message: expect.stringMatching(/^would become more than 1000 EndpointSlices, 20000 endpoints/),
        },
      ],
    });
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it('may have as many ports as a slice can have, and is refused with more than a call may have arguments', () => {
    const subsets = (count: number): object[] =>
      [0, count].map((from) => ({
        addresses: [ip(1)],
        ports: many(count, (index) => ({ name: `p${from + index}`, port: 1 })),
      }));
    expect(decoded(subsets(MAX_PORTS / 2))).toMatchObject([{ endpointCount: 1, portCount: MAX_PORTS }]);
    expect(decodeEndpoints({ subsets: subsets(150_000) })).toMatchObject({
      ok: false,
      problems: [{ path: ['subsets'] }],
    });
  });

  it('takes time in proportion to the subsets', () => {
    const take = (count: number): number => {
      const subsets = many(count, (index) => ({
        addresses: [ip(index)],
        ports: many(20, (name) => ({ name: `p${name}`, port: name + 1 })),
      }));
      const begin = performance.now();
      expect(decoded(subsets)).toMatchObject([{ endpointCount: count, portCount: 20 }]);
      return performance.now() - begin;
    };
    take(1000);
    const [one, ten] = [Math.min(take(1000), take(1000), take(1000)), Math.min(take(10_000), take(10_000))];
    // Ten times as much, with room for a busy machine.
    expect(ten).toBeLessThan(40 * one + 20);
  });
});

it('parses addresses as in every slice', () => {
  const [slice] = decoded([{ addresses: [{ ip: '010.0.0.1' }] }]);
  expect(slice?.addresses).toEqual([
    {
      endpoint: 0,
      index: 0,
      text: '010.0.0.1',
      ip: parseIp('10.0.0.1') && { ...parseIp('10.0.0.1'), canonical: false },
    },
  ]);
});
