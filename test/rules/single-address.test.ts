import * as fc from 'fast-check';
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

  it('finds exactly the endpoints with several addresses, equal ones too', () => {
    const counts = fc.array(fc.nat(4), { maxLength: 6 });
    fc.assert(
      fc.property(counts, fc.constantFrom('IPv4', 'FQDN'), (numbers, addressType) => {
        const endpoints = numbers.map((count) => ({ addresses: Array.from({ length: count }, () => '10.1.2.3') }));
        const { findings } = runRule(singleAddress, { slice: { addressType, endpoints } });
        const several = numbers.flatMap((count, index) =>
          count > 1 ? [[`endpoints[${index}].addresses`, String(count)]] : [],
        );
        expect(findings.map(({ field, seen }) => [field, seen])).toEqual(several);
      }),
    );
  });
});
