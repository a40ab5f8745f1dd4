// Subsets as the API server validates them. Expectations are its own answers: ../fixtures.test.ts compares all of it.
import { describe, expect, it } from 'vitest';
import { many } from '../../many.ts';
import { faultsOf, verdict, SUBSET } from './verdicts.ts';

const LABEL_63 = 'a'.repeat(63);

describe('a subset', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['without addresses', { ports: SUBSET.ports }, ['Required subsets[0]']],
    ['that is empty', {}, ['Required subsets[0]']],
    ['that is null', null, ['Required subsets[0]']],
    ['of addresses that are not ready', { notReadyAddresses: SUBSET.addresses }, []],
    ['without ports', { addresses: SUBSET.addresses }, []],
  ])('%s', (_, subset, expected) => {
    expect(faultsOf({ subsets: [subset] })).toEqual(expected);
  });

  it('need not be there', () => {
    for (const subsets of [null, []]) expect(faultsOf({ subsets })).toEqual([]);
  });
});

describe('an address', () => {
  it.each<[string, object | null, readonly string[]]>([
    ['the longest host name', { ip: '10.1.2.3', hostname: LABEL_63 }, []],
    ['a host name one longer', { ip: '10.1.2.3', hostname: `${LABEL_63}a` }, ['hostname']],
    ['an empty host name, which is none', { ip: '10.1.2.3', hostname: '' }, []],
    ['an empty node name, which is one', { ip: '10.1.2.3', nodeName: '' }, ['nodeName']],
    ['a node name with dots', { ip: '10.1.2.3', nodeName: 'node-1.example.com' }, []],
    ['any target', { ip: '10.1.2.3', targetRef: { kind: 'A B', name: '!' } }, []],
    ['no ip, refused twice', {}, ['ip', 'ip']],
    ['null', null, ['ip', 'ip']],
  ])('%s', (_, address, expected) => {
    for (const list of ['addresses', 'notReadyAddresses'])
      expect(faultsOf({ subsets: [{ [list]: [{ ip: '10.0.0.1' }, address] }] })).toEqual(
        expected.map((member) => `Invalid subsets[0].${list}[1].${member}`),
      );
  });
});

describe('ports', () => {
  const at = 'subsets[0].ports[0]';

  it.each<[string, object | null, readonly string[]]>([
    ['without a name', { port: 1 }, []],
    ['the largest number', { port: 65_535 }, []],
    ['one larger', { port: 65_536 }, [`Invalid ${at}.port`]],
    ['zero', { port: 0 }, [`Invalid ${at}.port`]],
    ['null', null, [`Invalid ${at}.port`]],
    ['no protocol', { port: 80, protocol: '' }, []],
    ['another protocol', { port: 80, protocol: 'tcp' }, [`NotSupported ${at}.protocol`]],
    ['a wrong name', { port: 80, name: 'Sql' }, [`Invalid ${at}.name`]],
    ['an application protocol', { port: 80, appProtocol: 'kubernetes.io/h2c' }, []],
    ['an empty one', { port: 80, appProtocol: '' }, [`Invalid ${at}.appProtocol`, `Invalid ${at}.appProtocol`]],
  ])('%s', (_, port, expected) => {
    expect(faultsOf({ subsets: [{ ...SUBSET, ports: [port] }] })).toEqual(expected);
  });

  it('need names if there are several, which may be the same', () => {
    const ports = [{ port: 80 }, { name: 'a', port: 81 }, { name: 'a', port: 81 }];
    expect(faultsOf({ subsets: [{ ...SUBSET, ports }] })).toEqual([`Required ${at}.name`]);
  });

  it('that have no number show nothing, rather than the 0 that the server reads', () => {
    const seen = [{ name: 'a' }, { name: 'a', port: 0 }].map(
      (port) => verdict({ subsets: [{ ...SUBSET, ports: [port] }] }).faults[0]?.seen,
    );
    expect(seen).toEqual(['', '0']);
  });
});

describe('a brief verdict', () => {
  it('ends when there are enough faults', () => {
    const subsets = [{ ...SUBSET, ports: many(60_000, () => ({ name: 'a' })) }, ...many(60_000, () => ({}))];
    expect(faultsOf({ subsets, isBrief: true })).toHaveLength(20_000);
    expect(faultsOf({ subsets })).toHaveLength(120_000);
    const addresses = many(60_000, () => ({}));
    expect(faultsOf({ subsets: [{ addresses, notReadyAddresses: addresses }], isBrief: true })).toHaveLength(20_000);
  });
});
