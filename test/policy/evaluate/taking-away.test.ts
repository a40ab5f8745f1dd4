// Whether an update only removes, found without making slices: by cases, by a count of our own, and in a bounded time.
import { describe, expect, it } from 'vitest';
import { decodeStored, type StoredForm } from '../../../src/model/decode/decode-object.ts';
import { onlyRemoves } from '../../../src/policy/evaluate/taking-away.ts';
import {
  isTakenAway,
  LEADER,
  randomSubsets,
  routesOf,
  SKIP_MIRROR,
  takeAway,
} from '../../admission/endpoints-updates.ts';
import { pick, random, scaled, SEED } from '../../drills/support/scale.ts';

function stored(subsets: readonly object[], metadata: object = {}): StoredForm {
  const decoded = decodeStored('endpoints', { metadata: { name: 'web', namespace: 'shop', ...metadata }, subsets });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
}

const [A, B] = [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }];
const [HTTP, SQL] = [
  { name: 'http', port: 80 },
  { name: 'sql', port: 5432 },
];

describe('onlyRemoves', () => {
  const old = [
    { addresses: [A, B], ports: [HTTP, SQL] },
    { notReadyAddresses: [{ ip: 'fd00::1' }], ports: [] },
  ];
  it.each<[string, readonly object[], boolean]>([
    ['nothing changes', old, true],
    ['nothing is left', [], true],
    ['an address is removed', [{ addresses: [A], ports: [HTTP, SQL] }], true],
    [
      'an address is removed from one port',
      [
        { addresses: [A, B], ports: [HTTP] },
        { addresses: [A], ports: [SQL] },
      ],
      true,
    ],
    ['an address is no longer ready', [{ addresses: [A], notReadyAddresses: [B], ports: [HTTP, SQL] }], true],
    ['only the address without ports stays', [{ notReadyAddresses: [{ ip: 'fd00::1' }] }], true],
    ['a port without addresses is new', [{ addresses: [A], ports: [HTTP] }, { ports: [{ port: 9 }] }], true],
    ['an address is new', [{ addresses: [A, { ip: '10.0.0.3' }], ports: [HTTP] }], false],
    ['a port is new', [{ addresses: [A], ports: [HTTP, { name: 'http', port: 81 }] }], false],
    ['a protocol is new', [{ addresses: [A], ports: [{ ...HTTP, protocol: 'UDP' }] }], false],
    ['an address gets a port that was there', [{ addresses: [{ ip: 'fd00::1' }], ports: [HTTP] }], false],
    ['an address is more ready', [{ addresses: [{ ip: 'fd00::1' }] }], false],
    ['an address loses its ports', [{ addresses: [A] }], false],
    [
      'an address has another target',
      [{ addresses: [{ ...A, targetRef: { kind: 'Pod', name: 'x' } }], ports: [HTTP] }],
      false,
    ],
    ['an address has another host name', [{ addresses: [{ ...A, hostname: 'a' }], ports: [HTTP] }], false],
    ['an address is on another node', [{ addresses: [{ ...A, nodeName: 'n1' }], ports: [HTTP] }], false],
  ])('%s', (_, now, expected) => {
    expect(onlyRemoves(stored(old), stored(now))).toBe(expected);
  });

  it('takes readiness from the copy of an address that decides it', () => {
    const both = [
      { addresses: [A], ports: [HTTP] },
      { notReadyAddresses: [A], ports: [HTTP, SQL] },
    ];
    expect(onlyRemoves(stored(both), stored(both.toReversed()))).toBe(true);
    expect(onlyRemoves(stored(both), stored(both.slice(1)))).toBe(true);
    // The one that said it is not ready has gone.
    expect(onlyRemoves(stored(both), stored(both.slice(0, 1)))).toBe(false);
  });

  it.each<[string, object, object, boolean]>([
    ['other labels', { labels: { a: '1' } }, { labels: { b: '2' }, annotations: { note: 'x' } }, true],
    [
      'a mark against mirroring is added',
      {},
      { labels: { [SKIP_MIRROR]: 'true' }, annotations: { [LEADER]: '' } },
      true,
    ],
    ['the mark is removed', { labels: { [SKIP_MIRROR]: 'true' } }, {}, false],
    ['the mark is turned off', { labels: { [SKIP_MIRROR]: 'true' } }, { labels: { [SKIP_MIRROR]: 'false' } }, false],
    ['the mark was off and is removed', { labels: { [SKIP_MIRROR]: 'false' } }, {}, true],
    ['the leader annotation is removed', { annotations: { [LEADER]: '' } }, {}, false],
    ['the leader annotation changes', { annotations: { [LEADER]: 'x' } }, { annotations: { [LEADER]: 'y' } }, true],
  ])('with metadata: %s', (_, before, now, expected) => {
    expect(onlyRemoves(stored(old, before), stored(old, now))).toBe(expected);
  });

  it('is false for an object that is not Endpoints', () => {
    const slice = decodeStored('slice', { addressType: 'IPv4' }).value;
    expect(onlyRemoves(slice, slice)).toBe(false);
  });

  it('agrees with a count of every address on every port', () => {
    const next = random(SEED);
    const count = scaled(100_000);
    const wrong: string[] = [];
    let [yes, no] = [0, 0];
    for (let round = 0; round < count; round++) {
      const before = randomSubsets(next, pick(next, [3, 6, 12]));
      const now = next() < 0.8 ? takeAway(next, before) : randomSubsets(next, 4);
      // A port without addresses is none.
      const expected = isTakenAway(routesOf(before), routesOf(now));
      if (onlyRemoves(stored(before), stored(now)) !== expected) wrong.push(JSON.stringify({ expected, before, now }));
      if (expected) yes++;
      else no++;
    }
    console.log(`onlyRemoves, seed ${SEED}: ${JSON.stringify({ updates: count, yes, no })}`);
    expect(wrong.slice(0, 1)).toEqual([]);
    expect(Math.min(yes, no)).toBeGreaterThan(count / 10);
  }, 600_000);
});

describe('the time is bounded', () => {
  const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const ip = (index: number): object => ({ ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` });
  const port = (index: number): object => ({ name: `p${index}`, port: 1 });
  const timed = (old: readonly object[], now: readonly object[]): { readonly result: boolean; readonly ms: number } => {
    const [before, after] = [stored(old), stored(now)];
    const begin = process.cpuUsage();
    const result = onlyRemoves(before, after);
    const { user, system } = process.cpuUsage(begin);
    return { result, ms: (user + system) / 1000 };
  };

  /** Each port is in a pair of subsets of its own, and all share the large one. */
  const sharing = (large: number, ports: number): readonly object[] => [
    { addresses: many(large, ip), ports: many(ports, port) },
    ...many(ports, (index) => ({ addresses: [ip(100_000 + index)], ports: [port(index)] })),
  ];

  it('for a hundred thousand addresses, and for ports that share them', () => {
    const large = [{ addresses: many(100_000, ip), ports: [port(0)] }];
    expect(timed(large, [{ addresses: many(99_999, ip), ports: [port(0)] }]).result).toBe(true);
    // 1.6 million pairs of an address and a port, before and after.
    const { result, ms } = timed(sharing(20_000, 80), sharing(19_999, 80));
    expect(result).toBe(true);
    expect(ms).toBeLessThan(2000);
    // 18 million, which are too many to compare unless the objects are equal.
    const [more, less] = [
      timed(sharing(20_000, 900), sharing(20_000, 900)),
      timed(sharing(20_000, 900), sharing(19_999, 900)),
    ];
    expect([more.result, less.result]).toEqual([true, false]);
    expect(Math.max(more.ms, less.ms)).toBeLessThan(2000);
  });

  it('where a comparison would take too long, an equal object is still allowed', () => {
    const monster = [
      { addresses: many(30_000, ip), ports: many(20_000, port) },
      ...many(20_000, (index) => ({ addresses: [ip(100_000 + index)], ports: [port(index)] })),
    ];
    const same = timed(monster, monster);
    const other = timed(monster, monster.slice(0, -1));
    expect([same.result, other.result]).toEqual([true, false]);
    expect(Math.max(same.ms, other.ms)).toBeLessThan(2000);
  });
});
