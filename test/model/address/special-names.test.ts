import { describe, expect, it } from 'vitest';
import { makeDomainTable } from '../../../src/model/address/domain-table.ts';
import { parseIp } from '../../../src/model/address/ip.ts';
import { normalizeName } from '../../../src/model/address/fqdn.ts';
import { SPECIAL_NAMES } from '../../../src/model/address/special-names.ts';

describe('SPECIAL_NAMES', () => {
  it('are normalized domains, once each, and each says whose it is and where it comes from', () => {
    const domains = SPECIAL_NAMES.map(({ domain }) => domain);
    expect(domains.map(normalizeName)).toEqual(domains);
    expect(new Set(domains).size).toBe(domains.length);
    for (const { domain, name, source } of SPECIAL_NAMES) {
      expect(domain).toMatch(/^(?:[a-z0-9-]+|\*)(?:\.(?:[a-z0-9-]+|\*))*$/);
      expect([name, source]).not.toContain('');
    }
  });

  it('spell addresses only where a service reads them', () => {
    const spelling = SPECIAL_NAMES.filter(({ use }) => use === 'ip-in-name-dns');
    const others = SPECIAL_NAMES.filter(({ isDotted, otherwise }) => isDotted !== undefined || otherwise !== undefined);
    expect(spelling).toEqual(expect.arrayContaining(others));
    expect(others.map(({ otherwise = '::' }) => parseIp(otherwise))).not.toContain(undefined);
  });
});

describe('makeDomainTable', () => {
  const table = makeDomainTable([
    ['io', 'io'],
    ['nip.io', 'nip'],
    ['data.*.internal', 'any'],
    ['data.us.internal', 'us'],
    ['a.b.c.d', 'deep'],
  ]);

  it.for([
    ['nip.io', 'nip'],
    ['app.nip.io', 'nip'],
    ['notnip.io', 'io'],
    ['data.eu.internal', 'any'],
    ['x.data.eu.internal', 'any'],
    ['data.us.internal', 'us'],
    ['a.b.c.d', 'deep'],
  ])('%s is in %s', ([name = '', expected]) => {
    expect(table.find(name)).toBe(expected);
  });

  it.for([
    '',
    '.',
    '..',
    'nip',
    'nip.io.com',
    'data.internal',
    'eu.internal',
    'data.a.b.internal',
    'b.c.d',
    '.c.d',
    'data..internal',
    'com',
  ])('"%s" is in none', (name) => {
    expect(table.find(name)).toBeUndefined();
  });
});
