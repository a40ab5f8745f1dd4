import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { fqdnTarget } from '../../src/rules/fqdn-target.ts';
import { runRaw } from './run-rule.ts';

interface Settings {
  readonly type?: string;
  readonly options?: unknown;
}

function run(addresses: readonly string[], { type = 'FQDN', options = {} }: Settings): ReturnType<typeof runRaw>['reports'] {
  const slice = { metadata: { name: 'a' }, addressType: type, endpoints: [{ addresses }], ports: [] };
  return runRaw(fqdnTarget, { slice, options }).reports;
}

function id(name: string, settings: Settings = {}): string | undefined {
  return run([name], settings)[0]?.[0];
}

describe('fqdn-target', () => {
  it.for([
    ['169.254.169.254', 'ip-literal'],
    ['169.254.169.254.', 'ip-literal'],
    ['10.1', 'ip-literal'],
    ['0x7f.0x.0x.1', 'ip-literal'],
    ['169-254-169-254.default.pod', 'cluster-local'],
    ['2852039166', 'ip-literal'],
    ['0XA9FEA9FE', 'ip-literal'],
    ['0251.0376.0251.0376', 'ip-literal'],
    ['8.8.8.8', 'ip-literal'],
    ['::1', 'ip-literal'],
    ['[FD00:ec2::254]', 'ip-literal'],
    ['localhost', 'localhost'],
    ['LOCALHOST.', 'localhost'],
    ['app.localhost', 'localhost'],
    ['localhost.localdomain', 'localhost'],
    ['a.b.localhost.localdomain.', 'localhost'],
    ['kubernetes.default.svc', 'cluster-local'],
    ['KUBERNETES.default.SVC.cluster.local.', 'cluster-local'],
    ['10-1-2-3.kube-system.pod.cluster.local', 'cluster-local'],
    ['cluster.local', 'cluster-local'],
    ['metadata.google.internal', 'metadata'],
    ['Metadata.Google.Internal.', 'metadata'],
    ['instance-data.ec2.internal', 'metadata'],
    ['169-254-169-254.nip.io', 'wildcard-dns'],
    ['APP.7F000001.NIP.IO', 'wildcard-dns'],
    ['lvh.me', 'wildcard-dns'],
  ])('%s is %s', ([name = '', expected]) => {
    expect(id(name)).toBe(expected);
  });

  it.for([
    'example.com',
    'orders.example.com.',
    'metadata.example.com',
    'localhost.example.com',
    'notlocalhost',
    'svc.example.com',
    'mysvc',
    'cluster.local.example.com',
    'nip.io',
    '1.2.3.4.example.com',
    '1.2.3.4.in-addr.arpa',
    '',
    '.',
    `${'a.'.repeat(200)}svc`,
    '1'.repeat(1_000_000),
  ])('%s is a name like others', (name) => {
    expect(id(name)).toBeUndefined();
  });

  it('knows the cluster by the domain of the options', () => {
    const options = { clusterDomain: 'k8s.example.org' };
    expect(id('web.shop.svc.k8s.example.org', { options })).toBe('cluster-local');
    expect(id('web.shop.svc.cluster.local', { options })).toBeUndefined();
    expect(id('web.shop.svc', { options })).toBe('cluster-local');
    for (const clusterDomain of ['', '.', 'Cluster.local', 'cluster.local.', 'a b'])
      expect(() => id('a.b', { options: { clusterDomain } })).toThrow(ZodError);
  });

  it('reports each name at its place, with what it means', () => {
    expect(run(['example.com', '0xA9FEA9FE', 'app-10-8-0-1.nip.io'], {})).toMatchObject([
      ['ip-literal', { at: ['endpoints', 0, 'addresses', 1], seen: '0xA9FEA9FE', data: { address: '169.254.169.254', family: 'IPv4' } }],
      [
        'wildcard-dns',
        { at: ['endpoints', 0, 'addresses', 2], seen: 'app-10-8-0-1.nip.io', data: { address: '10.8.0.1', family: 'IPv4' } },
      ],
    ]);
  });

  it('leaves slices of addresses to the other rules', () => {
    expect(run(['169.254.169.254', 'localhost'], { type: 'IPv4' })).toEqual([]);
  });
});
