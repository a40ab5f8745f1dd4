import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zone } from '../../src/rules/zone.ts';
import { judgeEndpoints } from './judge-part.ts';

describe('zone', () => {
  it('finds an empty zone, and accepts a zone that is not set', () => {
    expect(judgeEndpoints(zone, [{ zone: '' }, { zone: null }, {}, { zone: ' ' }, { zone: '' }])).toEqual([
      'endpoints[0].zone empty',
      'endpoints[4].zone empty',
    ]);
  });

  it('finds exactly the endpoints with an empty zone, ready or not', () => {
    const zones = fc.array(fc.constantFrom(undefined, null, '', 'a', ' ', 'eu-central-1a'), { maxLength: 8 });
    fc.assert(
      fc.property(zones, fc.boolean(), (written, ready) => {
        const empty = written.flatMap((name, index) => (name === '' ? [`endpoints[${index}].zone empty`] : []));
        const endpoints = written.map((name) => ({ zone: name, conditions: { ready } }));
        expect(judgeEndpoints(zone, endpoints)).toEqual(empty);
      }),
    );
  });
});
