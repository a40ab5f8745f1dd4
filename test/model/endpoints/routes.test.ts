// Where stored Endpoints of any size led to.
import { describe, expect, it } from 'vitest';
import { decodeObject, decodeStored } from '../../../src/model/decode/decode-object.ts';
import { Routes } from '../../../src/model/endpoints/routes.ts';
import type { Slice } from '../../../src/model/slice.ts';
import { many } from '../many.ts';

const ip = (index: number): object => ({ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });
const port = (index: number): object => ({ name: `p${index}`, port: 1 });

function routes(subsets: readonly object[]): Routes {
  const table = decodeStored('endpoints', { subsets }).value.subsets?.table;
  if (table === undefined) throw new Error('cannot be read');
  return new Routes(table);
}

function slices(subsets: readonly object[]): readonly Slice[] {
  const decoded = decodeObject('endpoints', { metadata: { name: 'web' }, subsets });
  expect(decoded.ok).toBe(true);
  return decoded.value.parts ?? [];
}

function endpointsOf(old: readonly object[], now: readonly object[]): readonly string[] {
  const before = routes(old);
  return slices(now).map((slice) =>
    before
      .endpointsOf(slice)
      .map(({ addresses, conditions }) => `${addresses[0]}${conditions.ready === true ? '' : '!'}`)
      .join(' '),
  );
}

const [A, B, C] = [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }, { ip: 'fd00::1' }];

describe('what the ports of a slice led to', () => {
  it.each<[string, readonly object[], readonly object[], readonly string[]]>([
    [
      'all endpoints that one slice had, of its family',
      [{ addresses: [A, C], notReadyAddresses: [B], ports: [port(1), port(2)] }],
      [{ addresses: [C, B], ports: [port(2), port(1)] }],
      ['10.0.0.1 10.0.0.2!', 'fd00::1'],
    ],
    [
      'all endpoints, from subsets that would become one slice',
      [
        { addresses: [A, B], ports: [port(1)] },
        { addresses: [B, A], ports: [port(2)] },
      ],
      [{ addresses: [A], ports: [port(1), port(2)] }],
      ['10.0.0.1 10.0.0.2'],
    ],
    [
      'its own endpoints, on some of the ports',
      [{ addresses: [A, B], ports: [port(1), port(2)] }],
      [{ addresses: [A], ports: [port(1)] }],
      ['10.0.0.1'],
    ],
    [
      'its own endpoints that were on each of several ports',
      [
        { addresses: [A, B], ports: [port(1)] },
        { addresses: [B], notReadyAddresses: [A], ports: [port(2)] },
      ],
      [{ addresses: [A, { ip: '10.0.0.9' }], ports: [port(1), port(2)] }],
      ['10.0.0.1!'],
    ],
    [
      'nothing for a port that is new',
      [{ addresses: [A], ports: [port(1)] }],
      [{ addresses: [A], ports: [port(1), port(3)] }],
      [''],
    ],
    [
      'all endpoints of subsets without ports, although they were not a slice of their own',
      [{ addresses: [A, B] }, { addresses: [A, B], ports: [port(1)] }],
      [{ addresses: [A] }],
      ['10.0.0.1 10.0.0.2'],
    ],
    [
      'nothing without ports if all subsets had some',
      [{ addresses: [A], ports: [port(1)] }],
      [{ addresses: [A] }],
      [''],
    ],
    [
      'not ready if it is so in one of the subsets of a port',
      [
        { addresses: [A], ports: [port(1)] },
        { notReadyAddresses: [A], ports: [port(1)] },
      ],
      [{ addresses: [A], ports: [port(1)] }],
      ['10.0.0.1!'],
    ],
    [
      'nothing with another target',
      [{ addresses: [{ ...A, targetRef: { name: 'x' } }, B], ports: [port(1), port(2)] }],
      [{ addresses: [{ ...A, targetRef: { name: 'y' } }, B], ports: [port(1)] }],
      ['10.0.0.2'],
    ],
  ])('is %s', (_, old, now, expected) => {
    expect(endpointsOf(old, now)).toEqual(expected);
  });

  it('distinguishes text that is not an address from an address with the uid of its target', () => {
    const old = [{ addresses: [{ ip: 'a', targetRef: { uid: 'b c' } }], ports: [port(1), port(2)] }];
    expect(endpointsOf(old, [{ addresses: [{ ip: 'a b', targetRef: { uid: 'c' } }], ports: [port(1)] }])).toEqual(['']);
    expect(
      slices([{ addresses: [...(old[0]?.addresses ?? []), { ip: 'a b', targetRef: { uid: 'c' } }] }]),
    ).toMatchObject([{ endpointCount: 2 }]);
  });
});

describe('its time is bounded', () => {
  const timed = (old: readonly object[], now: readonly object[]): { readonly found: number; readonly ms: number } => {
    const parts = slices(now);
    const begin = process.cpuUsage();
    const before = routes(old);
    const found = parts.reduce((sum, slice) => sum + before.endpointsOf(slice).length, 0);
    const { user, system } = process.cpuUsage(begin);
    return { found, ms: (user + system) / 1000 };
  };
  /** Each port is in its own pair of subsets, and all share the large one. */
  const sharing = (large: number): readonly object[] => [
    { addresses: many(large, ip), ports: many(900, port) },
    ...many(900, (index) => ({ addresses: [ip(100_000 + index)], ports: [port(index)] })),
  ];

  it('for more addresses than are judged (all are found), and for a hundred thousand (the remaining ones are)', () => {
    const before = (count: number): readonly object[] => [{ addresses: many(count, ip), ports: [port(1)] }];
    const all = timed(before(30_000), before(10));
    const own = timed(before(100_000), before(10));
    expect([all.found, own.found]).toEqual([30_000, 10]);
    expect(Math.max(all.ms, own.ms)).toBeLessThan(1000);
  });

  it('for millions of pairs of an address and a port, of which only some remain', () => {
    const { found, ms } = timed(sharing(20_000), sharing(20));
    expect(found).toBe(900 * 21);
    expect(ms).toBeLessThan(4000);
  });

  it('for more pairs than the budget allows: then none is found', () => {
    const { found, ms } = timed(sharing(20_000), [{ addresses: many(20_000, ip), ports: many(900, port) }]);
    expect(found).toBe(0);
    expect(ms).toBeLessThan(2000);
  });

  it('for ports that are each in many subsets, with no two alike', () => {
    const sets = many(20, (subset) =>
      many(4000, (index) => index).filter((index) => ((index * 2_654_435_761) >>> subset) & 1),
    );
    const old = sets.map((ports, subset) => ({
      addresses: many(2000, (index) => ip(subset * 2000 + index)),
      ports: ports.map(port),
    }));
    const { ms } = timed(old, [{ addresses: many(20_000, ip), ports: many(4000, port) }]);
    expect(ms).toBeLessThan(6000);
  });
});
