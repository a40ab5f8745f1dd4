import { expect, it } from 'vitest';
import { serviceNames } from '../../src/certs/names.ts';

it('the name that an API server calls is the first', () => {
  expect(serviceNames({ namespace: 'shop', name: 'web' })).toEqual([
    'web.shop.svc',
    'web.shop.svc.cluster.local',
    'web.shop',
  ]);
});
