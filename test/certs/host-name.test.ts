import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Names } from '../../src/certs/general-names.ts';
import { isForHost } from '../../src/certs/host-name.ts';

function isFor(dns: readonly string[], host: string, ips: readonly Buffer[] = []): boolean {
  const names: Names = { dns, ips, others: 0 };
  return isForHost(names, host);
}

const label = fc.stringMatching(/^[a-z0-9_][a-z0-9_-]{0,8}$/).filter((text) => !/^\d+$/.test(text));
const labels = fc.array(label, { minLength: 2, maxLength: 5 });

describe('a DNS name', () => {
  it('is for itself in any case, with a dot behind it, and for nothing below or above', () => {
    fc.assert(
      fc.property(labels, label, (parts, extra) => {
        const host = parts.join('.');
        expect(isFor([host.toUpperCase()], host)).toBe(true);
        expect(isFor([host], `${host}.`)).toBe(true);
        expect(isFor([host], `${extra}.${host}`)).toBe(false);
        expect(isFor([`${extra}.${host}`], host)).toBe(false);
      }),
    );
  });

  it('with a wildcard is for exactly one label in its place', () => {
    fc.assert(
      fc.property(labels, label, (parts, extra) => {
        const domain = parts.join('.');
        expect(isFor([`*.${domain}`], `${extra}.${domain}`)).toBe(true);
        expect(isFor([`*.${domain}`], domain)).toBe(false);
        expect(isFor([`*.${domain}`], `${extra}.${extra}.${domain}`)).toBe(false);
      }),
    );
  });

  it.each([
    ['w*.shop.svc', 'web.shop.svc'],
    ['web.*.svc', 'web.shop.svc'],
    ['*', 'web'],
    ['', ''],
    ['.', '.'],
    ['10.0.0.1', '10.0.0.1'],
    ['web.shop.svc.', 'web.shop.svc'],
  ])('%j is not for %j', (pattern, host) => {
    expect(isFor([pattern], host)).toBe(false);
  });
});

describe('an IP address', () => {
  const v4 = Buffer.from([10, 0, 0, 1]);
  const v6 = Buffer.from('20010db8000000000000000000000010', 'hex');

  it('is compared as bytes, in brackets or without', () => {
    expect(isFor([], '10.0.0.1', [v4])).toBe(true);
    for (const host of ['2001:db8::10', '[2001:DB8:0::10]']) expect(isFor([], host, [v4, v6])).toBe(true);
    expect(isFor([], '10.0.0.2', [v4, v6])).toBe(false);
    expect(isFor([], '2001:db8::11', [v4, v6])).toBe(false);
  });
});
