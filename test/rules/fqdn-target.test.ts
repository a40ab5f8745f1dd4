import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { fqdnTarget } from '../../src/rules/fqdn-target.ts';
import { SPECIAL_NAMES } from '../../src/model/address/special-names.ts';
import { runRaw, viewOf } from './run-rule.ts';

interface Settings {
  readonly type?: string;
  readonly options?: unknown;
  /** Services that are known. */
  readonly services?: readonly string[];
}

function run(
  addresses: readonly string[],
  { type = 'FQDN', options = {}, services }: Settings,
): ReturnType<typeof runRaw>['reports'] {
  const slice = { metadata: { name: 'a' }, addressType: type, endpoints: [{ addresses }], ports: [] };
  return runRaw(fqdnTarget, { slice, options, ...(services === undefined ? {} : { view: viewOf(services) }) }).reports;
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
    ['app.lvh.me', 'wildcard-dns'],
    ['www.fd00-ec2--254.sslip.io', 'wildcard-dns'],
    ['127.0.0.1.xip.io', 'wildcard-dns'],
    ['app.traefik.me', 'wildcard-dns'],
    ['169-254-169-254.my.local-ip.co', 'wildcard-dns'],
    ['fd00.ec2.0.0.0.0.0.254.backname.io', 'wildcard-dns'],
    ['service.local.gd', 'wildcard-dns'],
    ['kubernetes.default', 'cluster-local'],
    ['Kubernetes.Default.', 'cluster-local'],
    ['host.docker.internal', 'host'],
    ['Gateway.Docker.Internal.', 'host'],
    ['host.minikube.internal', 'host'],
    ['control-plane.minikube.internal', 'host'],
    ['docker.for.mac.localhost', 'localhost'],
    ['instance-data.us-west-2.compute.internal', 'metadata'],
    ['instance-data.eu-central-1.compute.internal.', 'metadata'],
    ['metadata.packet.net', 'metadata'],
    ['make-127-0-0-1-rr.1u.ms', 'rebinding'],
    ['7f000001.a9fea9fe.rbndr.us', 'rebinding'],
    ['a.127.0.0.1.1time.169.254.169.254.forever.rebind.network', 'rebinding'],
    ['s-93.184.216.34-127.0.0.1-1-fs-e.d.rebind.it', 'rebinding'],
    ['evil.1u.ms', 'rebinding'],
  ])('finds %s: %s', ([name = '', expected]) => {
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
    'www.nip.io',
    'docs.sslip.io',
    'traefik.me',
    'notlvh.me',
    'fbi.com',
    'not1u.ms',
    'rebind.it',
    'docker.internal',
    'ip-10-1-2-3.us-west-2.compute.internal',
    'instance-data.compute.internal',
    'instance-data.a.b.compute.internal',
    'default.kubernetes',
    'kubernetes.default.example.com',
    'web.shop',
    '1.2.3.4.example.com',
    '1.2.3.4.in-addr.arpa',
    '',
    '.',
    `${'a.'.repeat(200)}svc`,
    '1'.repeat(1_000_000),
  ])('accepts the name %s', (name) => {
    expect(id(name)).toBeUndefined();
  });

  it.for(SPECIAL_NAMES)('finds $domain and the names in it', ({ domain, use, otherwise }) => {
    const known = domain.replace('*', 'eu-west-1');
    const spells = use === 'ip-in-name-dns';
    const expected = { 'loopback-dns': 'wildcard-dns', 'ip-in-name-dns': 'wildcard-dns', 'rebinding-dns': 'rebinding' };
    const wanted = use === 'localhost' || use === 'host' || use === 'metadata' ? use : expected[use];
    expect(id(known)).toBe(spells ? undefined : wanted);
    expect(id(`app.${known}`)).toBe(spells && otherwise === undefined ? undefined : wanted);
    expect(id(`10-1-2-3.${known}`)).toBe(wanted);
    expect(id(`${known}.example.com`)).toBeUndefined();
    expect(id(`x${known}`)).toBeUndefined();
  });

  it('warns of a name that the search path of a pod resolves to a Service, if that Service is known', () => {
    const services = ['shop/web', 'com/example'];
    expect(
      run(['web.shop', 'Web.Shop.', 'example.com', 'shop.web', 'web.other', 'www.web.shop', 'web'], { services }),
    ).toMatchObject([
      ['search-path', { at: ['endpoints', 0, 'addresses', 0], data: { service: 'web', namespace: 'shop' } }],
      [
        'search-path',
        { at: ['endpoints', 0, 'addresses', 1], seen: 'Web.Shop.', data: { service: 'web', namespace: 'shop' } },
      ],
      ['search-path', { at: ['endpoints', 0, 'addresses', 2], data: { service: 'example', namespace: 'com' } }],
    ]);
    // What is worse is said alone.
    expect(id('kubernetes.default', { services: ['default/kubernetes'] })).toBe('cluster-local');
    expect(id('example.svc', { services: ['svc/example'] })).toBe('cluster-local');
    const { recommended, strict } = fqdnTarget.messages['search-path'] ?? {};
    expect([recommended, strict]).toEqual(['warn', 'warn']);
  });

  it('finds names under the cluster domain of the option', () => {
    const options = { clusterDomain: 'k8s.example.org' };
    expect(id('web.shop.svc.k8s.example.org', { options })).toBe('cluster-local');
    expect(id('web.shop.svc.cluster.local', { options })).toBeUndefined();
    expect(id('web.shop.svc', { options })).toBe('cluster-local');
    for (const clusterDomain of ['', '.', 'Cluster.local', 'cluster.local.', 'a b'])
      expect(() => id('a.b', { options: { clusterDomain } })).toThrow(ZodError);
  });

  it('reports each name in its field, with what it resolves to', () => {
    expect(run(['example.com', '0xA9FEA9FE', 'app-10-8-0-1.nip.io'], {})).toMatchObject([
      [
        'ip-literal',
        {
          at: ['endpoints', 0, 'addresses', 1],
          seen: '0xA9FEA9FE',
          data: { address: '169.254.169.254', family: 'IPv4' },
        },
      ],
      [
        'wildcard-dns',
        {
          at: ['endpoints', 0, 'addresses', 2],
          seen: 'app-10-8-0-1.nip.io',
          data: { address: '10.8.0.1', family: 'IPv4' },
        },
      ],
    ]);
  });

  it('does not judge slices of addresses', () => {
    expect(run(['169.254.169.254', 'localhost'], { type: 'IPv4' })).toEqual([]);
  });
});
