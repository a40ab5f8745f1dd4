import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/model/field-path.ts';

describe('a field path', () => {
  it.each([
    [[], ''],
    [['endpoints', 3, 'addresses', 0], 'endpoints[3].addresses[0]'],
    [['metadata', 'labels', { key: 'kubernetes.io/x~y' }], 'metadata.labels[kubernetes.io/x~y]'],
    [['metadata', 'labels', { key: '' }], 'metadata.labels[]'],
    [[{ key: 'a' }, 'b'], '[a].b'],
  ])('%j is printed as Kubernetes prints it', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});
