import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findWrapped } from '../../src/manifests/wrapped.ts';

const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'web-1' } };
const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web' } };

/** The value at a path. */
function at(value: unknown, path: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const key of path) found = Object.entries(Object(found)).find(([name]) => name === String(key))?.[1];
  return found;
}

describe('findWrapped', () => {
  it('finds the objects of an OpenShift Template and of a ManifestWork', () => {
    const template = { kind: 'Template', objects: [{ kind: 'Service' }, slice, endpoints], parameters: [] };
    expect(findWrapped(template)).toEqual({ path: ['objects', 1], kind: 'EndpointSlice', count: 2 });
    const work = { kind: 'ManifestWork', spec: { workload: { manifests: [endpoints] } } };
    expect(findWrapped(work)).toEqual({ path: ['spec', 'workload', 'manifests', 0], kind: 'Endpoints', count: 1 });
  });
  it('does not take a reference to an object for the object', () => {
    const { apiVersion, kind } = endpoints;
    expect(findWrapped({ involvedObject: { apiVersion, kind, name: 'web', namespace: 'shop' } })).toBeUndefined();
  });
  it('finds an object wherever it is', () => {
    const plain = fc.object({ maxDepth: 3 });
    fc.assert(
      fc.property(
        plain,
        fc.array(fc.oneof(fc.constant('list'), fc.string({ minLength: 1 })), { maxLength: 8 }),
        (other, way) => {
          let value: unknown = slice;
          for (const step of way)
            value =
              step === 'list'
                ? [other, value]
                : Object.fromEntries([
                    ['a', other],
                    [step, value],
                  ]);
          const found = findWrapped(value);
          expect(found?.count).toBe(1);
          expect(at(value, found?.path ?? ['nowhere'])).toBe(slice);
        },
      ),
    );
  });
  it('goes as deep as a value can be', () => {
    let value: object = { slice };
    for (let depth = 0; depth < 100_000; depth++) value = { value };
    expect(findWrapped(value)?.count).toBe(1);
  });
});
