import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { addressType } from '../../src/rules/address-type.ts';
import { runRule } from './run-rule.ts';

function judge(type: string | undefined, allowed?: readonly string[]): unknown {
  const slice = {
    metadata: { name: 'a' },
    ...(type === undefined ? {} : { addressType: type }),
    endpoints: [],
    ports: [],
  };
  return runRule(addressType, { slice, ...(allowed === undefined ? {} : { options: { allowed } }) }).findings;
}

describe('address-type', () => {
  it('allows both IP families and nothing else by default', () => {
    expect([judge('IPv4'), judge('IPv6')]).toEqual([[], []]);
    expect(judge('FQDN')).toEqual([
      { id: 'not-allowed', field: 'addressType', seen: 'FQDN', expected: 'IPv4 or IPv6', quantity: undefined },
    ]);
  });

  it('allows the types of the option and no others', () => {
    expect(judge('FQDN', ['FQDN'])).toEqual([]);
    expect(judge('IPv4', ['IPv6'])).toMatchObject([{ id: 'not-allowed', expected: 'IPv6' }]);
  });

  it.for([undefined, ''])('reports a missing type: %j', (type) => {
    expect(judge(type)).toMatchObject([{ id: 'missing', seen: '' }]);
  });

  it.for(['ipv4', 'IP', 'IPv4 ', '__proto__', 'constructor'])(
    'reports the type %s, which Kubernetes does not have, whatever is allowed',
    (type) => {
      expect(judge(type, ['IPv4', 'IPv6', 'FQDN'])).toMatchObject([{ id: 'unknown', seen: type }]);
    },
  );

  it('refuses options that allow no type, or one that Kubernetes does not have', () => {
    expect(() => judge('IPv4', [])).toThrow(ZodError);
    expect(() => judge('IPv4', ['IPv5'])).toThrow(ZodError);
  });
});
