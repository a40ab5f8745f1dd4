import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp, parseIp } from '../../../src/model/address/ip.ts';
import { spelledIp } from '../../../src/model/address/spelled-ip.ts';

function meaning(host: string, isDotted?: boolean): string | undefined {
  const ip = spelledIp(host, undefined, isDotted);
  return ip && formatIp(ip);
}

/** Tries all stretches of pieces in all labels: what the bounded search must find. */
function naive(host: string): string | undefined {
  for (const label of host.split('.')) {
    const pieces = label.split('-');
    for (let length = pieces.length; length > 2; length--) {
      for (let from = 0; from + length <= pieces.length; from++) {
        const ip = parseIp(pieces.slice(from, from + length).join(':'));
        if (ip !== undefined) return formatIp(ip);
      }
    }
  }
  return undefined;
}

describe('spelledIp', () => {
  it.for([
    ['10.0.0.1', '10.0.0.1'],
    ['app.10.8.0.1', '10.8.0.1'],
    ['app-10-8-0-1', '10.8.0.1'],
    ['customer1.app.10.0.0.1', '10.0.0.1'],
    ['a9fea9fe', '169.254.169.254'],
    ['app-c0a801fc', '192.168.1.252'],
    ['www-192-168-0-1', '192.168.0.1'],
    ['169-254-169-254.foo', '169.254.169.254'],
    ['supabase-7dba38-34-55-223-67', '34.55.223.67'],
    ['--1', '::1'],
    ['www.fd00-ec2--254', 'fd00:ec2::254'],
    ['app-fd00-ec2--254', 'fd00:ec2::254'],
    ['fd00-ec2--254-app', 'fd00:ec2::254'],
    ['www-fe80--1', 'fe80::1'],
    // An address has at most nine pieces: seven groups and the ends of a `::`.
    ['a-b-c-d-e-f-a--', 'a:b:c:d:e:f:a:0'],
    ['x.--b-c-d-e-f-a-b', '0:b:c:d:e:f:a:b'],
    ['x-a-b-c-d-e-f-a-b-x', 'a:b:c:d:e:f:a:b'],
  ])('%s means %s', ([host = '', address]) => {
    expect(meaning(host)).toBe(address);
  });

  it.for(['', 'www', 'web-1-2', '999-1-2-3', '1-2-3-400', '1-2.3-4', 'a-b-c-d-e-f-a', '2a00.1450.401b.810.c.d.e.200e'])(
    '%s means none',
    (host) => {
      expect(meaning(host)).toBeUndefined();
    },
  );

  it('reads eight groups between dots for a service that does', () => {
    expect(meaning('2a00.1450.401b.810.0.0.0.200e', true)).toBe('2a00:1450:401b:810::200e');
    expect(meaning('app.fd00.ec2.0.0.0.0.0.254', true)).toBe('fd00:ec2::254');
    expect(meaning('fd00.ec2.0.0.0.0.254', true)).toBe('0.0.0.0');
  });

  it('finds every spelled address', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.constantFrom('.', '-'),
        fc.constantFrom('', 'app.', 'app-', 'a.b.'),
        (address, separator, before) => {
          expect(meaning(`${before}${address.replaceAll('.', separator)}`)).toBe(address);
        },
      ),
    );
  });

  it('finds the IPv6 address that an exhaustive search finds', () => {
    const piece = fc.constantFrom('', '', 'a', 'fe80', 'ffff', '0b', '00c', 'x', 'app', 'abcde');
    const label = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join('-'));
    const host = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(host, (text) => {
        expect(meaning(text)).toBe(naive(text));
      }),
      { numRuns: 5000 },
    );
  });
});
