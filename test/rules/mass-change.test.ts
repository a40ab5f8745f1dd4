import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { massChange } from '../../src/rules/mass-change.ts';
import { NO_NETWORKS } from './judge-part.ts';
import { runRule } from './run-rule.ts';
import { judgeUpdate, PROGRAM, sliceWith } from './update.ts';

function addressesFrom(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => `10.1.2.${from + index}`);
}

function judge(before: readonly string[], now: readonly string[], user?: string, options?: object): readonly string[] {
  return judgeUpdate(massChange, { addresses: before }, { addresses: now }, user, options);
}

describe('mass-change', () => {
  it('counts the ready endpoints that are gone, whatever replaces them', () => {
    const bounds = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(99), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(bounds, ([total, kept, added, percent, minReady]) => {
        const before = addressesFrom(0, total);
        const now = [...before.slice(0, kept), ...addressesFrom(100, 100 + added)];
        const lost = Math.max(0, total - kept);
        const isMass = total >= minReady && lost / total > percent / 100;
        expect(judge(before, now, 'alice', { percent, minReady })).toEqual(isMass ? ['replaced'] : []);
      }),
    );
  });

  it('finds more than half of at least five endpoints by default', () => {
    expect(judge(addressesFrom(0, 10), addressesFrom(5, 15), 'alice')).toEqual([]);
    expect(judge(addressesFrom(0, 10), addressesFrom(6, 16), 'alice')).toEqual(['replaced']);
    expect(judge(addressesFrom(0, 5), [], 'alice')).toEqual(['replaced']);
    expect(judge(addressesFrom(0, 4), [], 'alice')).toEqual([]);
  });

  it('takes another spelling of an address for the same address', () => {
    const before = addressesFrom(1, 9);
    const mapped = before.map((address) => `::ffff:${address}`);
    expect(judge(before, mapped, 'alice')).toEqual([]);
  });

  it('counts an endpoint that is no longer ready as gone', () => {
    const addresses = addressesFrom(1, 9);
    const slice = { endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: false } })) };
    const { findings } = runRule(massChange, { slice, old: sliceWith({ addresses }), user: 'alice' });
    expect(findings).toMatchObject([{ id: 'replaced', field: 'endpoints', seen: '8 of 8', expected: 'at most 50 %' }]);
  });

  it('judges people and unknown users, not programs', () => {
    const exchange = (user?: string): readonly string[] => judge(addressesFrom(1, 9), addressesFrom(101, 109), user);
    expect(exchange('alice')).toEqual(['replaced']);
    expect(exchange()).toEqual(['replaced']);
    for (const user of [PROGRAM, ...DEFAULT_CONTROLLERS]) expect(exchange(user)).toEqual([]);
  });

  it('cannot judge an update without the stored object', () => {
    const slice = sliceWith({ addresses: addressesFrom(1, 9) });
    expect(runRule(massChange, { slice, user: 'alice', operation: 'UPDATE' }).undecided).toEqual(['oldObject']);
    expect(runRule(massChange, { slice, user: PROGRAM, operation: 'UPDATE' }).undecided).toEqual([]);
    expect(runRule(massChange, { slice, user: 'alice' })).toEqual({ findings: [], undecided: [] });
  });

  it('does not mind the order of endpoints, nor an address that appears twice', () => {
    const all = [...addressesFrom(0, 12)];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(judge([...all, ...all], shuffled, 'alice', { percent: 0 })).toEqual([]);
      }),
    );
  });

  it('compares the first address of each endpoint, the only one that consumers read', () => {
    const withFirst = (first: readonly string[], second: string): object => ({
      endpoints: first.map((address) => ({ addresses: [address, second] })),
    });
    const before = addressesFrom(0, 5);
    const judgeFirst = (now: object): number =>
      runRule(massChange, { slice: now, old: withFirst(before, '10.9.9.1'), user: 'alice' }).findings.length;
    expect(judgeFirst(withFirst(before, '10.9.9.2'))).toBe(0);
    expect(judgeFirst(withFirst(addressesFrom(100, 105), '10.9.9.1'))).toBe(1);
  });

  it('does not count what was not ready before', () => {
    const down = addressesFrom(0, 9).map((address) => ({ addresses: [address], conditions: { ready: false } }));
    const up = addressesFrom(20, 24).map((address) => ({ addresses: [address] }));
    expect(runRule(massChange, { slice: {}, old: { endpoints: [...down, ...up] }, user: 'alice' }).findings).toEqual(
      [],
    );
  });

  it('finds nothing when a slice is deleted, which removes every endpoint', () => {
    const slice = sliceWith({ addresses: addressesFrom(0, 9) });
    expect(runRule(massChange, { slice, operation: 'DELETE' })).toEqual({ findings: [], undecided: [] });
  });

  it('refuses a share that finds nothing or is not a percentage', () => {
    for (const options of [{ percent: 100 }, { percent: -1 }, { percent: 0.5 }, { minReady: 0 }, { minReady: 1001 }])
      expect(() => massChange.compile(options, NO_NETWORKS)).toThrow(ZodError);
  });
});
