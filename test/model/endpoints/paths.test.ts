import { describe, expect, it } from 'vitest';
import { EndpointsOrigin, type Source } from '../../../src/model/endpoints/paths.ts';
import { formatPath, type FieldPath } from '../../../src/model/field-path.ts';

const ENDPOINTS: readonly Source[] = [
  { subset: 1, list: 'addresses', index: 4 },
  { subset: 2, list: 'notReadyAddresses', index: 0 },
];
const PORTS: readonly Source[] = [{ subset: 1, list: 'ports', index: 3 }];

function pathIn(origin: EndpointsOrigin, path: FieldPath): string {
  return formatPath(origin.path(path));
}

describe('EndpointsOrigin', () => {
  const origin = new EndpointsOrigin(ENDPOINTS, PORTS);

  it.each<[FieldPath, string]>([
    [['endpoints', 0, 'addresses', 0], 'subsets[1].addresses[4].ip'],
    [['endpoints', 1, 'hostname'], 'subsets[2].notReadyAddresses[0].hostname'],
    [['endpoints', 1, 'targetRef', 'name'], 'subsets[2].notReadyAddresses[0].targetRef.name'],
    [['endpoints', 0, 'conditions', 'ready'], 'subsets[1].addresses[4]'],
    [['endpoints', 0, 'zone'], 'subsets[1].addresses[4]'],
    [['endpoints', 0], 'subsets[1].addresses[4]'],
    [['endpoints', 9], 'subsets'],
    [['endpoints'], 'subsets[1].addresses'],
    [['ports', 0, 'port'], 'subsets[1].ports[3].port'],
    [['ports', 0], 'subsets[1].ports[3]'],
    [['ports'], 'subsets[1].ports'],
    [['addressType'], 'subsets[1].addresses[4].ip'],
    [['metadata', 'labels', { key: 'kubernetes.io/service-name' }], 'metadata.name'],
    [['metadata', 'labels', { key: 'team' }], 'metadata.labels[team]'],
    [['metadata', 'name'], 'metadata.name'],
    [[], ''],
  ])('maps %j to %s', (path, expected) => {
    expect(pathIn(origin, path)).toBe(expected);
  });

  it('leads to the list of ports of the first endpoint if a slice has no ports', () => {
    expect(pathIn(new EndpointsOrigin(ENDPOINTS, []), ['ports'])).toBe('subsets[1].ports');
  });

  it('leads to the subsets of an object without endpoints', () => {
    const empty = new EndpointsOrigin([], []);
    expect([['endpoints'], ['endpoints', 0], ['ports'], ['addressType']].map((path) => pathIn(empty, path))).toEqual([
      'subsets',
      'subsets',
      'subsets',
      'subsets',
    ]);
  });

  it('names the object', () => {
    expect([origin.apiVersion, origin.kind]).toEqual(['v1', 'Endpoints']);
  });
});
