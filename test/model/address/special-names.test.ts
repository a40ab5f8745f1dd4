import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src/model/address/ip.ts';
import { normalizeName } from '../../../src/model/address/fqdn.ts';
import { SPECIAL_NAMES } from '../../../src/model/address/special-names.ts';

describe('SPECIAL_NAMES', () => {
  it('are normalized domains without duplicates, each with an owner and a source', () => {
    const domains = SPECIAL_NAMES.map(({ domain }) => domain);
    expect(domains.map(normalizeName)).toEqual(domains);
    expect(new Set(domains).size).toBe(domains.length);
    for (const { domain, name, source } of SPECIAL_NAMES) {
      expect(domain).toMatch(/^(?:[a-z0-9-]+|\*)(?:\.(?:[a-z0-9-]+|\*))*$/);
      expect([name, source]).not.toContain('');
    }
  });

  it('have options for spelled addresses only if the service reads addresses', () => {
    const spelling = SPECIAL_NAMES.filter(({ use }) => use === 'ip-in-name-dns');
    const others = SPECIAL_NAMES.filter(({ isDotted, otherwise }) => isDotted !== undefined || otherwise !== undefined);
    expect(spelling).toEqual(expect.arrayContaining(others));
    expect(others.map(({ otherwise = '::' }) => parseIp(otherwise))).not.toContain(undefined);
  });
});
