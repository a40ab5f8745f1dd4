import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath, toPointer } from '../../src/model/field-path.ts';
import { fromPointer } from '../../src/model/json-patch.ts';

const path = fc.array(fc.oneof(fc.string(), fc.nat(), fc.record({ key: fc.string() })));

describe('a field path', () => {
  it.each([
    [[], '', ''],
    [['endpoints', 3, 'addresses', 0], 'endpoints[3].addresses[0]', '/endpoints/3/addresses/0'],
    [
      ['metadata', 'labels', { key: 'kubernetes.io/x~y' }],
      'metadata.labels[kubernetes.io/x~y]',
      '/metadata/labels/kubernetes.io~1x~0y',
    ],
    [['metadata', 'labels', { key: '' }], 'metadata.labels[]', '/metadata/labels/'],
    [[{ key: 'a' }, 'b'], '[a].b', '/a/b'],
  ])('%j', (segments, text, pointer) => {
    expect(formatPath(segments)).toBe(text);
    expect(toPointer(segments)).toBe(pointer);
  });

  it('is a pointer that can be read back, whatever its names and keys contain', () => {
    fc.assert(
      fc.property(path, (segments) => {
        const names = segments.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
        expect(fromPointer(toPointer(segments))).toEqual(names);
      }),
    );
  });
});
