// Compared with the real controller in test/e2e/unmirrored.test.ts, and here with a naive copy of what it does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../../src/model/field-path.ts';
import { findUnmirrored } from '../../../../src/model/validation/endpoints-v1/unmirrored.ts';
import { mirrorable, type Address, type Subset } from '../../../oracle/mirrorable.ts';
import { many } from '../../many.ts';
import { endpointsOf, SUBSET, type Write } from './verdicts.ts';

function found(write: Write): readonly string[] {
  return findUnmirrored(endpointsOf(write)).map(({ kind, path }) => `${kind} ${formatPath(path)}`);
}

const ADDRESSES = [{ ip: '10.1.2.3' }];
const DNS = [
  { name: 'dns', port: 53, protocol: 'UDP' },
  { name: 'dns', port: 53, protocol: 'TCP' },
];

describe('the name', () => {
  it.each([
    ['a'.repeat(63), []],
    ['a'.repeat(64), ['name metadata.name']],
    ['db.example.com', ['name metadata.name']],
    // Since 1.36 a Service may begin with a digit.
    ['1-db', []],
  ])('%s', (name, expected) => {
    expect(found({ metadata: { name } })).toEqual(expected);
  });
});

describe('ports', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['of one name in a subset', [{ addresses: ADDRESSES, ports: DNS }], ['port-name subsets[0].ports[1].name']],
    [
      'without a name in two subsets of the same addresses',
      [80, 443].map((port) => ({ addresses: ADDRESSES, ports: [{ port }] })),
      ['port-name subsets[1].ports[0].name'],
    ],
    [
      'of one name in subsets of different addresses',
      DNS.map((port, index) => ({ addresses: [{ ip: `10.1.2.${index}` }], ports: [port] })),
      [],
    ],
    [
      'of one name and both families',
      [{ addresses: [...ADDRESSES, { ip: '2001:db8::1' }], ports: DNS }],
      ['port-name subsets[0].ports[1].name'],
    ],
    ['that are the same twice', [{ addresses: ADDRESSES, ports: [DNS[0], DNS[0]] }], []],
    [
      'that are the same twice and have an application protocol',
      [{ addresses: ADDRESSES, ports: many(2, () => ({ ...DNS[0], appProtocol: 'a' })) }],
      ['port-name subsets[0].ports[1].name'],
    ],
  ])('%s', (_, subsets, expected) => {
    expect(found({ subsets })).toEqual(expected);
  });

  it('name the first port of their name', () => {
    const [only] = findUnmirrored(endpointsOf({ subsets: [{ addresses: ADDRESSES, ports: DNS }] }));
    expect(only).toMatchObject({ name: 'dns', other: ['subsets', 0, 'ports', 0] });
  });

  it('are found as the controller would', () => {
    let several = 0;
    fc.assert(
      fc.property(mirrorable, (subsets) => {
        const names = findUnmirrored(endpointsOf({ subsets })).map(({ name }) => name);
        if (names.length > 1) several++;
        expect(new Set(names)).toEqual(namesTwice(subsets));
      }),
      { numRuns: 1000 },
    );
    expect(several).toBeGreaterThan(10);
  });
});

/** The names that appear twice in a group of RepackSubsets, step by step as it is written. */
function namesTwice(subsets: readonly Subset[]): ReadonlySet<string> {
  const byPort = new Map<string, { readonly name: string; readonly ready: Map<string, boolean> }>();
  for (const [index, { addresses = [], notReadyAddresses = [], ports = [] }] of subsets.entries())
    for (const [place, { name = '', port, protocol = 'TCP', appProtocol }] of ports.entries()) {
      const pointer = appProtocol === undefined ? 'nil' : `at ${index} ${place}`;
      const key = JSON.stringify([name, port, protocol, pointer]);
      const { ready } = byPort.get(key) ?? { ready: new Map<string, boolean>() };
      byPort.set(key, { name, ready });
      const note = (isReady: boolean) => (address: Address) => {
        const id = JSON.stringify([address.ip, address.targetRef?.uid]);
        ready.set(id, isReady && ready.get(id) !== false);
      };
      addresses.forEach(note(true));
      notReadyAddresses.forEach(note(false));
    }
  const groups = Map.groupBy(
    [...byPort.values()].filter(({ ready }) => ready.size > 0),
    ({ ready }) =>
      [...ready]
        .map(([id, isReady]) => `${id} ${isReady}`)
        .toSorted()
        .join('\n'),
  );
  const names = [...groups.values()].map((group) => group.map(({ name }) => name));
  return new Set(names.flatMap((all) => all.filter((name, index) => all.indexOf(name) < index)));
}

describe('nothing is said', () => {
  it.each<[string, Write]>([
    [
      'of what asks not to be mirrored',
      { metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } },
    ],
    ['of leader locks', { metadata: { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } } }],
  ])('%s', (_, { metadata }) => {
    const subsets = [{ addresses: ADDRESSES, ports: DNS }];
    expect(found({ metadata: { ...metadata, name: 'a.b' }, subsets })).toEqual([]);
    expect(found({ metadata: { name: 'a.b' }, subsets })).toHaveLength(2);
  });

  it('of ports of an object that is too large to be judged', () => {
    const ports = many(20_001, (index) => ({ name: 'a', port: index }));
    expect(found({ subsets: [{ ...SUBSET, ports }] })).toEqual([]);
    expect(found({ subsets: [{ ...SUBSET, ports: ports.slice(1) }] })).toHaveLength(19_999);
  });
});
