import { describe, expect, it } from 'vitest';
import { singleAddress } from '../../src/rules/single-address.ts';
import { runRule } from './run-rule.ts';

describe('single-address', () => {
  it('accepts an endpoint with one address and with none', () => {
    const slice = { endpoints: [{ addresses: null }, { addresses: [] }, { addresses: ['10.1.2.3'] }] };
    expect(runRule(singleAddress, { slice }).findings).toEqual([]);
  });

  it('names each endpoint, with the number of all its addresses', () => {
    const slice = {
      endpoints: [{ addresses: ['10.1.2.3'] }, { addresses: Array.from({ length: 250 }, () => '10.1.2.4') }],
    };
    expect(runRule(singleAddress, { slice }).findings).toMatchObject([
      { field: 'endpoints[1].addresses', seen: '250' },
    ]);
  });
});
