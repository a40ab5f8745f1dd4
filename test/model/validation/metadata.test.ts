// Metadata of a slice as the API server validates it. The whole validator is compared with real servers in
// fixtures.test.ts.
import { describe, expect, it } from 'vitest';
import { faultsOf, type Write } from './verdicts.ts';

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
      'a wrong generateName, refused twice',
      { name: null, generateName: 'Web-' },
      ['Invalid metadata.generateName', 'Invalid metadata.name'],
    ],
    ['a wrong generateName with a valid name', { generateName: 'Web' }, ['Invalid metadata.generateName']],
    [
      'a slash that is not in the shortened name',
      { name: '', generateName: `${'a'.repeat(58)}/-` },
      ['Invalid metadata.generateName'],
    ],
    ['a namespace with dots', { namespace: 'a.b' }, ['Invalid metadata.namespace']],
    [
      'labels, reported on the whole map',
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
    [
      'fields that the server sets itself',
      { uid: 'mine', generation: -1, deletionTimestamp: '2026-01-02T03:04:05Z' },
      [],
    ],
  ])('%s', (_, metadata, expected) => {
    expect(faultsOf({ metadata })).toEqual(expected);
  });
});

describe('metadata of an update', () => {
  it('must keep the type, the name and the deletion grace period', () => {
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

  it('must not add a finalizer to an object that is being deleted', () => {
    const stored = { metadata: { deletionTimestamp: '2026-01-02T03:04:05Z', finalizers: ['example.com/a'] } };
    expect(faultsOf({ stored, metadata: { finalizers: ['example.com/a', 'example.com/b'] } })).toEqual([
      'Forbidden metadata.finalizers',
    ]);
    expect(faultsOf({ stored, metadata: { finalizers: [] } })).toEqual([]);
  });

  it('has its label faults listed three times until 1.36', () => {
    const write = { stored: {}, metadata: { labels: { a: '!' } } };
    expect([faultsOf({ ...write, version: '1.36' }).length, faultsOf(write).length]).toEqual([3, 1]);
  });
});
