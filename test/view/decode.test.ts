import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp } from '../../src/model/address/ip.ts';
import {
  decodeFact,
  readCronTemplate,
  readNamespace,
  readNode,
  readPod,
  readService,
  readServiceRange,
  readTemplate,
} from '../../src/view/decode.ts';

const META = { namespace: 'shop', name: 'web', uid: 'u-1', labels: { app: 'web' } };

describe('readNamespace', () => {
  it('has the name and the labels', () => {
    expect(decodeFact(readNamespace, { metadata: META }, '')).toEqual({ name: 'web', labels: { app: 'web' } });
  });
});

describe('readService', () => {
  function addressesOf(spec: object, status: object = {}): readonly string[] | undefined {
    return decodeFact(readService, { metadata: META, spec, status }, '')?.addresses.map(formatIp);
  }

  it('has every address of the Service once', () => {
    const spec = {
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7', 'FD00::7'],
      externalIPs: ['192.0.2.4', '10.96.0.7'],
    };
    const status = { loadBalancer: { ingress: [{ ip: '203.0.113.9' }, { hostname: 'lb.example.com' }, null] } };
    expect(addressesOf(spec, status)).toEqual(['10.96.0.7', 'fd00::7', '192.0.2.4', '203.0.113.9']);
  });

  it('has no address if the Service is headless', () => {
    expect(addressesOf({ clusterIP: 'None', clusterIPs: ['None'] })).toEqual([]);
  });

  // An empty selector selects nothing: https://pkg.go.dev/k8s.io/api/core/v1#ServiceSpec
  it.each([
    [{ app: 'web' }, { app: 'web' }],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('has a selector only if it has a label: %j', (selector, expected) => {
    expect(decodeFact(readService, { metadata: META, spec: { selector } }, '')?.selector).toEqual(expected);
  });
});

describe('readPod', () => {
  it('has node, addresses and declared ports, TCP if a port has no protocol', () => {
    const pod = {
      metadata: META,
      spec: {
        nodeName: 'node-1',
        hostNetwork: true,
        containers: [
          {
            ports: [
              { name: 'http', containerPort: 8080 },
              { containerPort: 53, protocol: 'UDP' },
            ],
          },
          {},
          { ports: [{ containerPort: 9090 }] },
        ],
        initContainers: [{ ports: [{ containerPort: 1 }] }],
      },
      status: { phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }, { ip: 'fd01::5' }] },
    };
    const fact = decodeFact(readPod, pod, '');
    expect(fact && { ...fact, addresses: fact.addresses.map(formatIp) }).toEqual({
      ...META,
      ports: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: '', port: 53, protocol: 'UDP' },
        { name: '', port: 9090, protocol: 'TCP' },
      ],
      nodeName: 'node-1',
      addresses: ['10.244.0.5', 'fd01::5'],
      hostNetwork: true,
      hasEnded: false,
    });
  });

  // https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase
  it.each([
    ['Pending', false],
    ['Running', false],
    ['Unknown', false],
    [undefined, false],
    ['Succeeded', true],
    ['Failed', true],
  ])('has ended in the phase %s: %s', (phase, hasEnded) => {
    expect(decodeFact(readPod, { metadata: META, status: { phase } }, '')).toMatchObject({ hasEnded });
  });
});

describe('templates of pods', () => {
  const template = { metadata: { labels: { app: 'job' } }, spec: { containers: [{ ports: [{ containerPort: 80 }] }] } };
  const shape = { namespace: 'shop', labels: { app: 'job' }, ports: [{ name: '', port: 80, protocol: 'TCP' }] };

  it('are in the namespace of their workload, with their own labels', () => {
    expect(decodeFact(readTemplate, { metadata: META, spec: { template } }, '')).toEqual(shape);
  });

  it('are found in the job template of a CronJob', () => {
    const cron = { metadata: META, spec: { jobTemplate: { spec: { template } } } };
    expect(decodeFact(readCronTemplate, cron, '')).toEqual(shape);
    expect(decodeFact(readTemplate, cron, '')).toEqual({ ...shape, labels: {}, ports: [] });
  });
});

describe('readNode', () => {
  it('has addresses, without host names, and the ranges of its pods', () => {
    const node = {
      metadata: { name: 'node-1' },
      spec: { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24', 'fd01::/64'] },
      status: {
        addresses: [
          { type: 'InternalIP', address: '192.0.2.5' },
          { type: 'Hostname', address: 'node-1' },
        ],
      },
    };
    const fact = decodeFact(readNode, node, '');
    expect(fact?.addresses.map(formatIp)).toEqual(['192.0.2.5']);
    expect(new Set(fact?.podRanges)).toEqual(new Set(['10.244.0.0/24', 'fd01::/64']));
    expect(decodeFact(readNode, { metadata: { name: 'node-1' } }, '')).toMatchObject({ addresses: [], podRanges: [] });
  });
});

describe('readServiceRange', () => {
  it('has the CIDRs', () => {
    const object = { metadata: { name: 'kubernetes' }, spec: { cidrs: ['10.96.0.0/16', 'fd00::/112'] } };
    expect(decodeFact(readServiceRange, object, '')).toEqual({ name: 'kubernetes', ranges: object.spec.cidrs });
  });
});

const READERS = [readNamespace, readService, readPod, readTemplate, readCronTemplate, readNode, readServiceRange];

describe('decodeFact', () => {
  it.each([
    [undefined, 'mine'],
    ['', 'mine'],
    [null, 'mine'],
    ['shop', 'shop'],
  ])('uses the given namespace where the object has none: %j', (namespace, expected) => {
    expect(decodeFact(readPod, { metadata: { name: 'a', namespace } }, 'mine')).toMatchObject({ namespace: expected });
  });

  it.each<[string, unknown]>([
    ['no name', { metadata: {} }],
    ['a name that is too long', { metadata: { name: 'n'.repeat(254) } }],
    ['a namespace that is too long', { metadata: { name: 'a', namespace: 'n'.repeat(254) } }],
    ['a name that is not text', { metadata: { name: 1 } }],
    ['labels that are not text', { metadata: { name: 'a', labels: { a: 1 } } }],
    [
      'a port that is not a number',
      { metadata: { name: 'a' }, spec: { containers: [{ ports: [{ containerPort: '80' }] }] } },
    ],
    ['an address that is not text', { metadata: { name: 'a' }, status: { podIP: 7 } }],
    ['no object', 'text'],
  ])('gives no fact of a pod with %s', (_what, pod) => {
    expect(decodeFact(readPod, pod, 'mine')).toBeUndefined();
  });

  it('gives no fact of an object without a namespace if none is given', () => {
    expect(decodeFact(readPod, { metadata: { name: 'a' } }, '')).toBeUndefined();
    expect(decodeFact(readNode, { metadata: { name: 'a' } }, '')).toBeDefined();
  });

  it('reads at most 1000 items of a list', () => {
    const clusterIPs = Array.from({ length: 1500 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    const fact = decodeFact(readService, { metadata: META, spec: { clusterIPs } }, '');
    expect(fact?.addresses.map(formatIp)).toEqual(clusterIPs.slice(0, 1000));
  });

  it('makes a fact with usable names of any value, or none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...READERS), (value, read) => {
        for (const object of [value, { metadata: value }, { metadata: META, spec: value, status: value }]) {
          const fact: object = decodeFact<object>(read, object, 'mine') ?? {};
          const names = ['name' in fact ? [fact.name] : [], 'namespace' in fact ? [fact.namespace] : []].flat();
          expect(names.filter((name) => typeof name !== 'string' || name.length < 1 || name.length > 253)).toEqual([]);
        }
      }),
    );
  });
});
