import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp, type Ip } from '../../src/model/address/ip.ts';
import { FactIndex } from '../../src/view/index.ts';

function ip(text: string): Ip {
  const parsed = parseIp(text);
  if (parsed === undefined) throw new Error(`${text} is not an address`);
  return parsed;
}

function indexOf(knowledge: 'complete' | 'partial' | 'none', ...objects: readonly object[]): FactIndex {
  const index = new FactIndex(knowledge);
  for (const object of objects) {
    const { apiVersion, kind } = { apiVersion: 'v1', kind: '', ...object };
    index.put(apiVersion, kind, object, 'default');
  }
  return index;
}

const NAMESPACE = { kind: 'Namespace', metadata: { name: 'shop', labels: { tier: 'public' } } };
const SERVICE = {
  kind: 'Service',
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    selector: { app: 'web' },
    clusterIP: '10.96.0.7',
    clusterIPs: ['10.96.0.7', 'fd00::7'],
    externalIPs: ['192.0.2.4'],
  },
  status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }, { hostname: 'lb.example.com' }] } },
};
const POD = {
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'web-1', uid: 'u-1', labels: { app: 'web' } },
  spec: { nodeName: 'node-1', containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }, {}] },
  status: { phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd01::5' }] },
};
const NODE = {
  kind: 'Node',
  metadata: { name: 'node-1' },
  spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24', 'fd01::/64', 'nonsense'] },
  status: {
    addresses: [
      { type: 'InternalIP', address: '192.168.10.5' },
      { type: 'Hostname', address: 'node-1' },
    ],
  },
};

describe('three answers', () => {
  it.each([
    ['complete', null],
    ['partial', undefined],
    ['none', undefined],
  ] as const)('%s knowledge says of what is not there: %s', (knowledge, answer) => {
    const index = indexOf(knowledge, NAMESPACE, SERVICE, POD, NODE);
    expect(index.namespace('shop')).toMatchObject({ labels: { tier: 'public' } });
    for (const absent of [
      index.namespace('bank'),
      index.service('shop', 'api'),
      index.pod('shop', 'x'),
      index.node('n'),
    ])
      expect(absent).toBe(answer);
  });

  it('does not conclude that an object is absent if there are more than it keeps', () => {
    const index = new FactIndex('complete');
    for (let number = 0; number < 200_001; number++)
      index.put('v1', 'Namespace', { metadata: { name: `n${number}` } }, '');
    expect(index.isFull).toBe(true);
    expect(index.namespace('n199999')).toBeTruthy();
    expect(index.namespace('n200000')).toBeUndefined();
    expect(index.knows('namespaces')).toBe('partial');
  });
});

describe('facts', () => {
  const index = indexOf('complete', NAMESPACE, SERVICE, POD, NODE);

  it('are those of the objects', () => {
    expect(index.pod('shop', 'web-1')).toMatchObject({
      uid: 'u-1',
      nodeName: 'node-1',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      hostNetwork: false,
      hasEnded: false,
    });
    expect(index.ranges().pods?.contains(ip('10.244.0.9'))).toBe(true);
    expect(index.ranges().pods?.contains(ip('10.245.0.9'))).toBe(false);
    expect(index.ranges().services).toBeUndefined();
  });

  it.each([
    ['10.244.0.5', 'pods'],
    ['fd01::5', 'pods'],
    ['10.96.0.7', 'services'],
    ['fd00::7', 'services'],
    ['192.0.2.4', 'services'],
    ['203.0.113.9', 'services'],
    ['192.168.10.5', 'nodes'],
    ['10.1.2.3', undefined],
  ])('%s is held by: %s', (address, kind) => {
    expect(index.holders(ip(address)).map((holder) => holder.kind)).toEqual(kind === undefined ? [] : [kind]);
  });

  it('hold no address of a pod that has ended', () => {
    const ended = indexOf('complete', { ...POD, status: { ...POD.status, phase: 'Succeeded' } });
    expect(ended.holders(ip('10.244.0.5'))).toEqual([]);
    expect(ended.pod('shop', 'web-1')).toMatchObject({ hasEnded: true });
  });

  it('count pods and templates of the Service namespace that its selector picks', () => {
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ ports: [{ containerPort: 1 }] }] },
    };
    const all = indexOf(
      'partial',
      SERVICE,
      POD,
      { ...POD, metadata: { ...POD.metadata, namespace: 'bank' } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'shop', name: 'web' }, spec: { template } },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { namespace: 'shop', name: 'w' },
        spec: { jobTemplate: { spec: { template } } },
      },
    );
    const service = all.service('shop', 'web');
    expect(service && all.selectedBy(service)).toHaveLength(3);
    expect(service && all.selectedBy({ ...service, selector: undefined })).toEqual([]);
    expect(service && indexOf('none').selectedBy(service)).toBeUndefined();
  });
});

it('accepts any value without throwing, and makes no fact from a malformed one', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('Namespace', 'Service', 'Pod', 'Node'), (value, kind) => {
      const index = new FactIndex('partial');
      for (const one of [value, { metadata: value }, { metadata: { name: 'x' }, spec: value, status: value }])
        index.put('v1', kind, one, 'default');
      index.put(value, value, {}, 'default');
      index.put({ toString: 1, valueOf: 1 }, { toString: value }, {}, 'default');
      index.put('v1', kind, { metadata: { name: 'y'.repeat(300) } }, 'default');
      expect(index.namespace('y'.repeat(300))).toBeUndefined();
      expect(index.holders(ip('10.0.0.1'))).toEqual([]);
    }),
  );
});
