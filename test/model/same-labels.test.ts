import { describe, expect, it } from 'vitest';
import { many } from './many.ts';
import { sameLabels, sameRoutingLabels } from '../../src/model/same-labels.ts';

const SERVICE = 'kubernetes.io/service-name';

describe('labels', () => {
  it.each([
    [{}, {}, true, true],
    [{ a: '1', b: '2' }, { b: '2', a: '1' }, true, true],
    [{ a: '1' }, { a: '2' }, false, true],
    [{ a: '1' }, { b: '1' }, false, true],
    [{ a: '1' }, { a: '1', b: '2' }, false, true],
    [{ a: '1', b: '2' }, { a: '1' }, false, true],
    [{ [SERVICE]: 'web' }, { [SERVICE]: 'web', a: '1' }, false, true],
    [{ [SERVICE]: 'web' }, { [SERVICE]: 'other' }, false, false],
    [{ [SERVICE]: 'web' }, {}, false, false],
    [{}, { [SERVICE]: 'web' }, false, false],
  ])('%j and %j are the same: %s; the routing labels: %s', (old, now, all, routing) => {
    expect([sameLabels(old, now), sameRoutingLabels(old, now)]).toEqual([all, routing]);
    expect([sameLabels(old, now), sameRoutingLabels(old, now)]).toEqual([all, routing]);
  });

  it('are compared once for all slices of an object', () => {
    let reads = 0;
    const written = Object.fromEntries(many(1000, (index) => [`k${index}`, '']));
    const labels = new Proxy(written, {
      get: (target, key) => {
        reads++;
        return Reflect.get(target, key);
      },
    });
    const now = { ...written };
    for (let slice = 0; slice < 1000; slice++)
      expect(sameLabels(labels, now) && sameRoutingLabels(labels, now)).toBe(true);
    expect(reads).toBe(1000);
  });
});
