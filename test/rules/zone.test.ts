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
});
