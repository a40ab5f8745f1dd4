// What the API server says of single faults. The whole is compared with real servers in test/e2e/oracle.test.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { KUBERNETES_VERSIONS } from '../../../src/model/kubernetes-version.ts';
import type { Fault } from '../../../src/model/validation/fault.ts';
import { readRawSlice } from '../../../src/model/validation/raw-slice.ts';
import { validateSlice } from '../../../src/model/validation/validate.ts';
import { LIMITS } from '../../../src/model/slice.ts';
import { slices } from '../../oracle/slices.ts';
import { updates } from '../../oracle/updates.ts';
import { faultsOf, warningsOf, type Write } from './verdicts.ts';

function many<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const LABEL_63 = 'a'.repeat(63);
const NAME_253 = [LABEL_63, LABEL_63, LABEL_63, 'a'.repeat(61)].join('.');

describe('metadata', () => {
  it.each<[string, Write['metadata'], readonly string[]]>([
    ['the longest name', { name: NAME_253 }, []],
    ['a name one longer', { name: `${NAME_253}a` }, ['Invalid metadata.name']],
    ['a name with capitals', { name: 'Web' }, ['Invalid metadata.name']],
    ['no name', { name: undefined }, ['Required metadata.name']],
    ['a generated name', { name: '', generateName: 'web-' }, []],
    [
      'a bad generated name, refused twice',
      { name: null, generateName: 'Web-' },
      ['Invalid metadata.generateName', 'Invalid metadata.name'],
    ],
    ['generateName beside a name', { generateName: 'Web' }, ['Invalid metadata.generateName']],
    [
      'a slash that the cut of the name hides',
      { name: '', generateName: `${'a'.repeat(58)}/-` },
      ['Invalid metadata.generateName'],
    ],
    ['a namespace with dots', { namespace: 'a.b' }, ['Invalid metadata.namespace']],
    [
      'labels, named by the map alone',
      { labels: { 'a b': 'c d' } },
      ['Invalid metadata.labels', 'Invalid metadata.labels'],
    ],
    ['a null label', { labels: { a: null } }, []],
    ['the longest label value', { labels: { a: LABEL_63 } }, []],
    ['a label value one longer', { labels: { a: `${LABEL_63}a` } }, ['Invalid metadata.labels']],
    ['an annotation key in capitals', { annotations: { 'Example.COM/A': '' } }, []],
    ['as many annotations as allowed', { annotations: { a: 'é'.repeat(131_071), b: '' } }, []],
    ['one byte more', { annotations: { a: 'é'.repeat(131_071), bc: '' } }, ['TooLong metadata.annotations']],
    ['a finalizer without a domain', { finalizers: ['mine'] }, ['Invalid metadata.finalizers[0]']],
    ['a standard finalizer', { finalizers: ['kubernetes', 'orphan'] }, []],
    [
      'finalizers that exclude each other',
      { finalizers: ['foregroundDeletion', 'orphan'] },
      ['Invalid metadata.finalizers'],
    ],
    ['what the server sets itself', { uid: 'mine', generation: -1, deletionTimestamp: '2026-01-02T03:04:05Z' }, []],
  ])('%s', (_, metadata, said) => {
    expect(faultsOf({ metadata })).toEqual(said);
  });

  const owners = [
    { apiVersion: 'a/b/c', kind: 'Service', name: 'web', uid: '1', controller: true },
    { kind: 'Event', apiVersion: 'v1', name: '', uid: '2', controller: true },
  ];
  it('owners since 1.37, with their index', () => {
    expect(faultsOf({ metadata: { ownerReferences: owners } })).toEqual([
      'Invalid metadata.ownerReferences[0].apiVersion',
      'Required metadata.ownerReferences[1].name',
      'Invalid metadata.ownerReferences[1]',
      'Invalid metadata.ownerReferences',
    ]);
  });

  it('owners until 1.36, without', () => {
    expect(faultsOf({ metadata: { ownerReferences: owners }, version: '1.36' })).toEqual([
      'Invalid metadata.ownerReferences.apiVersion',
      'Invalid metadata.ownerReferences.name',
      'Invalid metadata.ownerReferences',
      'Invalid metadata.ownerReferences',
    ]);
  });

  it.each([
    ['v1', 'Event', ['Invalid metadata.ownerReferences[0]']],
    ['/v1', 'Event', ['Invalid metadata.ownerReferences[0]']],
    ['events.k8s.io/v1', 'Event', []],
    ['apps/', 'Deployment', ['Invalid metadata.ownerReferences[0].apiVersion']],
    ['/', 'Event', ['Invalid metadata.ownerReferences[0].apiVersion']],
    ['', 'Event', ['Required metadata.ownerReferences[0].apiVersion']],
  ])('an owner of apiVersion "%s" and kind %s', (apiVersion, kind, said) => {
    expect(faultsOf({ metadata: { ownerReferences: [{ apiVersion, kind, name: 'web', uid: '1' }] } })).toEqual(said);
  });

  it('drops an owner that stands there twice, with a warning', () => {
    const owner = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: '1', controller: true };
    const write = { metadata: { ownerReferences: [owner, { ...owner, blockOwnerDeletion: null }] } };
    expect([faultsOf(write), warningsOf(write)]).toEqual([[], ['duplicate-owner metadata.ownerReferences']]);
    expect(faultsOf({ metadata: { ownerReferences: [owner, { ...owner, blockOwnerDeletion: false }] } })).toHaveLength(
      1,
    );
  });
});

describe('addressType and ports', () => {
  it.each<[string, Write['with'], readonly string[]]>([
    ['no type', { addressType: null }, ['Required addressType']],
    ['an unknown type, whose addresses nobody looks at', { addressType: 'IP' }, ['NotSupported addressType']],
    ['no ports', { ports: null }, []],
    ['port numbers that cannot be', { ports: [{ port: 70_000 }] }, []],
    ['two ports without a name', { ports: [{ port: 1 }, { port: 2, name: '' }] }, ['Duplicate ports[1].name']],
    ['a dot in a name', { ports: [{ name: 'a.b' }] }, ['Invalid ports[0].name']],
    ['an empty protocol, which is not defaulted', { ports: [{ protocol: '' }] }, ['NotSupported ports[0].protocol']],
    [
      'an empty appProtocol',
      { ports: [{ appProtocol: '' }] },
      ['Invalid ports[0].appProtocol', 'Invalid ports[0].appProtocol'],
    ],
    ['as many ports as allowed', { ports: many(20_000, (index) => ({ name: `p${index}` })) }, []],
    ['one port more: none of them is looked at', { ports: many(20_001, () => ({ name: '_' })) }, ['TooMany ports']],
  ])('%s', (_, members, said) => {
    expect(faultsOf({ with: members })).toEqual(said);
  });
});

describe('endpoints', () => {
  it.each<[string, Write['endpoint'], readonly string[]]>([
    ['no addresses', { addresses: null }, ['Required endpoints[0].addresses']],
    ['as many addresses as allowed', { addresses: many(100, () => '10.1.2.3') }, []],
    [
      'one more: each is looked at all the same',
      { addresses: [...many(100, () => '10.1.2.3'), 'x'] },
      ['TooMany endpoints[0].addresses', 'Invalid endpoints[0].addresses[100]'],
    ],
    ['an empty node name', { nodeName: '' }, ['Invalid endpoints[0].nodeName']],
    ['a host name with a dot', { hostname: 'a.b' }, ['Invalid endpoints[0].hostname']],
    ['any zone, target and topology', { zone: '!', targetRef: { name: '!' }, deprecatedTopology: { '!': '!' } }, []],
    ['an empty zone hint', { hints: { forZones: [{ name: '' }] } }, []],
    [
      'hints twice, and wrong ones',
      { hints: { forZones: [{ name: 'a b' }, { name: 'a b' }], forNodes: [{}] } },
      [
        'Invalid endpoints[0].hints.forZones[0].name',
        'Duplicate endpoints[0].hints.forZones[1].name',
        'Invalid endpoints[0].hints.forZones[1].name',
        'Invalid endpoints[0].hints.forNodes[0].name',
      ],
    ],
    [
      'too many zone hints: those for nodes are not looked at',
      { hints: { forZones: many(9, () => ({ name: 'a b' })), forNodes: [{ name: '!' }] } },
      ['TooMany endpoints[0].hints.forZones'],
    ],
  ])('%s', (_, endpoint, said) => {
    expect(faultsOf({ endpoint })).toEqual(said);
  });

  it('says nothing of too many, but for missing addresses since 1.37', () => {
    const endpoints = [...many(1000, () => ({ addresses: ['x'] })), { nodeName: '!' }];
    expect(faultsOf({ with: { endpoints } })).toEqual(['TooMany endpoints', 'Required endpoints[1000].addresses']);
    expect(faultsOf({ with: { endpoints }, version: '1.36' })).toEqual(['TooMany endpoints']);
    expect(faultsOf({ with: { endpoints: many(1000, () => ({ addresses: ['10.1.2.3'] })) } })).toEqual([]);
  });

  it('lists equal faults once since 1.37', () => {
    const write = { endpoint: { addresses: ['2001:db8::1', '2001:db8::1', '2001:db8::2'] } };
    expect(faultsOf({ ...write, version: '1.36' })).toEqual(many(3, () => 'Invalid endpoints[0].addresses'));
    expect(faultsOf(write)).toEqual(many(2, () => 'Invalid endpoints[0].addresses'));
  });
});

describe('updates', () => {
  it('keep the type, the name and the period of deletion', () => {
    const stored = {};
    expect(faultsOf({ stored, with: { addressType: 'FQDN', endpoints: [] } })).toEqual(['Invalid addressType']);
    expect(faultsOf({ stored, with: { addressType: '' } })).toEqual(['Required addressType', 'Invalid addressType']);
    expect(faultsOf({ stored, metadata: { name: 'web-2' } })).toEqual(['Invalid metadata.name']);
    expect(faultsOf({ stored, metadata: { namespace: 'other' } })).toEqual(['Invalid metadata.namespace']);
    expect(
      faultsOf({ stored, metadata: { deletionGracePeriodSeconds: 0, deletionTimestamp: '2026-01-02T03:04:05Z' } }),
    ).toEqual(['Invalid metadata.deletionTimestamp', 'Invalid metadata.deletionGracePeriodSeconds']);
    expect(faultsOf({ stored: { metadata: { deletionGracePeriodSeconds: 5, namespace: '' } } })).toEqual([]);
  });

  it('add no finalizer to an object that is being deleted', () => {
    const stored = { metadata: { deletionTimestamp: '2026-01-02T03:04:05Z', finalizers: ['example.com/a'] } };
    expect(faultsOf({ stored, metadata: { finalizers: ['example.com/a', 'example.com/b'] } })).toEqual([
      'Forbidden metadata.finalizers',
    ]);
    expect(faultsOf({ stored, metadata: { finalizers: [] } })).toEqual([]);
  });

  it('list faults of labels three times until 1.36', () => {
    const write = { stored: {}, metadata: { labels: { a: '!' } } };
    expect([faultsOf({ ...write, version: '1.36' }).length, faultsOf(write).length]).toEqual([3, 1]);
  });

  describe('leave unchanged endpoints alone', () => {
    const old = { endpoint: { addresses: ['010.1.2.3'] } };
    it.each<[string, Write['endpoint'], boolean]>([
      ['all as it was', {}, true],
      ['absent members spelled out', { conditions: {}, hostname: null, deprecatedTopology: {} }, true],
      ['a topology, which is dropped', { deprecatedTopology: { 'kubernetes.io/hostname': 'n1' } }, true],
      ['an empty zone', { zone: '' }, false],
      ['empty hints', { hints: {} }, false],
      ['an empty target', { targetRef: {} }, false],
      ['a condition', { conditions: { ready: true } }, false],
      ['a node', { nodeName: 'n1' }, false],
    ])('%s', (_, change, isUnchanged) => {
      const faults = faultsOf({ stored: old, endpoint: { ...old.endpoint, ...change } });
      expect(faults).toEqual(isUnchanged ? [] : ['Invalid endpoints[0].addresses[0]']);
    });

    it('unless one is gone', () => {
      const endpoints = [{ addresses: ['010.1.2.3'] }, { addresses: ['010.1.2.4'] }];
      const stored = { with: { endpoints } };
      expect([
        faultsOf({ stored, with: { endpoints } }),
        faultsOf({ stored, with: { endpoints: endpoints.slice(0, 1) } }),
      ]).toEqual([[], ['Invalid endpoints[0].addresses[0]']]);
    });

    it('but never ports', () => {
      const ports = [{ name: '_' }];
      expect(faultsOf({ stored: { with: { ports } }, with: { ports } })).toEqual(['Invalid ports[0].name']);
    });

    it('nor a node that is rescued from the topology of the stored object', () => {
      const topology = { 'kubernetes.io/hostname': 'n1' };
      const stored = { endpoint: { ...old.endpoint, deprecatedTopology: topology } };
      const kept = { ...stored, stored };
      expect(faultsOf(kept)).toEqual([]);
      // Without its topology the endpoint has changed; with another topology the node's name is kept as nodeName, which is a change too.
      expect(faultsOf({ stored, endpoint: old.endpoint })).toHaveLength(1);
      expect(
        faultsOf({ stored, endpoint: { ...old.endpoint, deprecatedTopology: { ...topology, a: 'b' } } }),
      ).toHaveLength(1);
    });
  });
});

describe('properties', () => {
  it('an object may replace itself, whatever its endpoints', () => {
    fc.assert(
      fc.property(slices, fc.constantFrom(...KUBERNETES_VERSIONS), (slice, version) => {
        const faults = validateSlice(slice, { version, stored: slice });
        expect(faults.filter(({ path: [first] }) => first === 'endpoints')).toEqual([]);
      }),
    );
  });

  it('a newer server accepts nothing that an older one refuses', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          slices.map((value) => ({ value })),
          updates,
        ),
        (write) => {
          const verdicts = KUBERNETES_VERSIONS.map(
            (version) => validateSlice(write.value, { version, ...write }).length === 0,
          );
          expect(verdicts).toEqual(verdicts.toSorted((left, right) => Number(right) - Number(left)));
        },
      ),
    );
  });

  it('never throws on what JSON can hold', () => {
    const members = [
      'metadata',
      'addressType',
      'endpoints',
      'ports',
      'addresses',
      'hints',
      'forZones',
      'labels',
      'ownerReferences',
      'name',
      '__proto__',
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, 0, -1e9, '', 'x', '10.0.0.1', 'IPv4'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...members), tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, (value, stored) => {
        expect(() => validateSlice(value, { version: '1.37', stored })).not.toThrow();
      }),
    );
  });
});

describe('each fault once', () => {
  const textOf = ({ path, reason, seen, detail }: Fault): string =>
    JSON.stringify([formatPath(path), reason, seen.toWellFormed(), detail.toWellFormed()]);

  /** One address more than the limit, each refused, the last one different. */
  const overfull = (address: string, more: object): object => ({
    metadata: { name: 'web-1' },
    addressType: 'IPv6',
    endpoints: [{ addresses: [...many(100, () => address), '10.9.9.9'], ...more }],
  });

  /** Whether the fault is about one of the first items of a list, those up to its limit. */
  const isWithinLimits = (value: unknown, { path, reason, seen }: Fault): boolean => {
    const [member, endpoint, list, address] = path;
    if (member !== 'endpoints' || typeof endpoint !== 'number') return true;
    if (endpoint >= LIMITS.endpoints) return false;
    if (list !== 'addresses') return true;
    if (typeof address === 'number') return address < LIMITS.addressesPerEndpoint;
    // Addresses of the wrong family are reported on their list.
    const addresses = [...readRawSlice(value).endpoints][endpoint]?.addresses ?? [];
    return reason !== 'FieldValueInvalid' || addresses.slice(0, LIMITS.addressesPerEndpoint).includes(seen);
  };

  it('is the full list without repetitions and without items beyond a limit, in the same order', () => {
    let repeats = 0;
    const labels = fc.dictionary(
      fc.constantFrom('a', 'b b', 'c c'),
      fc.constantFrom('', 'x y', '\ud800', '\ud801', 'b b'),
    );
    const finalizers = fc.array(fc.constantFrom('a', 'a/b', 'a b/c'), { maxLength: 4 });
    const addresses = fc.array(fc.constantFrom('10.1.2.3', '2001:db8::1', '2001:db8::2', 'a'), { maxLength: 4 });
    const made = fc.record({ labels, finalizers, addresses }).map(({ addresses: own, ...metadata }) => ({
      metadata: { name: 'web-1', ...metadata },
      addressType: 'IPv4',
      endpoints: [{ addresses: own }, { addresses: own }],
    }));
    const writes: fc.Arbitrary<{ readonly value: unknown; readonly stored?: unknown }> = fc.oneof(
      made.map((value) => ({ value })),
      fc.tuple(made, made).map(([value, stored]) => ({ value, stored })),
      slices.map((value) => ({ value })),
      updates,
    );
    fc.assert(
      fc.property(writes, fc.constantFrom(...KUBERNETES_VERSIONS), (write, version) => {
        const all = validateSlice(write.value, { ...write, version });
        const once = validateSlice(write.value, { ...write, version, isBrief: true }).map(textOf);
        if (all.length > once.length) repeats++;
        expect(once).toEqual([...new Set(all.filter((fault) => isWithinLimits(write.value, fault)).map(textOf))]);
      }),
      {
        numRuns: 300,
        examples: [
          [{ value: overfull('::0.0.0.0', { hints: {} }), stored: overfull('::0.0.0.0', {}) }, '1.34'],
          [{ value: overfull('10.1.2.3', {}) }, '1.34'],
        ],
      },
    );
    expect(repeats).toBeGreaterThan(10);
  });

  it.each([
    ['addresses', 101, '1.36', ['TooMany endpoints[0].addresses']],
    ['addresses', 100, '1.36', ['Invalid endpoints[0].addresses[99]']],
    [
      'endpoints without any',
      1001,
      '1.37',
      ['TooMany endpoints', ...many(1000, (index) => `Required endpoints[${index}].addresses`)],
    ],
  ] as const)('leaves out what is beyond the limit: %s, %i', (what, count, version, expected) => {
    const addresses = many(count, (index) => (index === count - 1 ? 'x' : '10.1.2.3'));
    const endpoints = what === 'addresses' ? [{ addresses }] : many(count, () => ({ addresses: [] }));
    const value = { metadata: { name: 'web-1' }, addressType: 'IPv4', endpoints };
    const brief = validateSlice(value, { version, isBrief: true });
    expect(brief.map(({ reason, path }) => `${reason.replace('FieldValue', '')} ${formatPath(path)}`)).toEqual(
      expected,
    );
    expect(validateSlice(value, { version })).toHaveLength(brief.length + (count > 100 ? 1 : 0));
  });

  it('holds of more endpoints than a server stores, which are compared with the stored ones all the same', () => {
    const tooMany = {
      metadata: { name: 'web-1' },
      addressType: 'IPv4',
      endpoints: many(1001, () => ({ addresses: ['10.1.2.3'] })),
    };
    const other = {
      ...tooMany,
      endpoints: many(1001, (index) => ({ addresses: [index === 1000 ? '10.1.2.4' : '10.1.2.3'] })),
    };
    expect(validateSlice(tooMany, { version: '1.36', stored: tooMany })).toEqual([]);
    expect(validateSlice(tooMany, { version: '1.36', stored: other }).map(textOf)).toHaveLength(1);
  });
});
