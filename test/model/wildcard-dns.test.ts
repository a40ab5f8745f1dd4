import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp } from '../../src/model/ip.ts';
import { wildcardDnsIp } from '../../src/model/wildcard-dns.ts';

function meaning(name: string): string | undefined {
  const ip = wildcardDnsIp(name);
  return ip && formatIp(ip);
}

describe('wildcardDnsIp', () => {
  it.for([
    ['10.0.0.1.nip.io', '10.0.0.1'],
    ['app.10.8.0.1.nip.io', '10.8.0.1'],
    ['app-10-8-0-1.nip.io', '10.8.0.1'],
    ['customer1.app.10.0.0.1.nip.io', '10.0.0.1'],
    ['a9fea9fe.nip.io', '169.254.169.254'],
    ['app-c0a801fc.nip.io', '192.168.1.252'],
    ['www-192-168-0-1.sslip.io', '192.168.0.1'],
    ['169-254-169-254.foo.sslip.io', '169.254.169.254'],
    ['--1.sslip.io', '::1'],
    ['www.fd00-ec2--254.sslip.io', 'fd00:ec2::254'],
    ['app-fd00-ec2--254.sslip.io', 'fd00:ec2::254'],
    ['fd00-ec2--254-app.sslip.io', 'fd00:ec2::254'],
    ['www-fe80--1.nip.io', 'fe80::1'],
    ['127.0.0.1.xip.io', '127.0.0.1'],
    ['supabase-7dba38-34-55-223-67.traefik.me', '34.55.223.67'],
    ['app.traefik.me', '127.0.0.1'],
    ['localtest.me', '127.0.0.1'],
    ['app.lvh.me', '127.0.0.1'],
  ])('%s means %s', ([name = '', address]) => {
    expect(meaning(name)).toBe(address);
  });

  it.for([
    'nip.io',
    'www.nip.io',
    'docs.sslip.io',
    'web-1-2.nip.io',
    '999-1-2-3.nip.io',
    '1-2-3-400.nip.io',
    '10.0.0.1.example.com',
    'notlvh.me',
    'traefik.me',
    '1-2.3-4.nip.io',
    '',
  ])('%s means none', (name) => {
    expect(meaning(name)).toBeUndefined();
  });

  it('finds any address that is spelled', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('.', '-'), fc.constantFrom('', 'app.', 'app-', 'a.b.'), (address, separator, before) => {
        expect(meaning(`${before}${address.replaceAll('.', separator)}.nip.io`)).toBe(address);
      }),
    );
  });
});
