import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { factKey, type FactRef } from '../../src/view/facts.ts';

it.each<[FactRef, string]>([
  [{ kind: 'services', namespace: 'shop', name: 'web' }, 'services shop/web'],
  [{ kind: 'pods', namespace: 'shop', name: 'web' }, 'pods shop/web'],
  [{ kind: 'namespaces', name: 'shop' }, 'namespaces shop'],
  [{ kind: 'nodes', name: 'shop' }, 'nodes shop'],
])('names a fact by its kind and name: %j', (ref, key) => {
  expect(factKey(ref)).toBe(key);
});

it('gives different facts different keys, for all names that Kubernetes allows', () => {
  const name = fc.constantFrom('a', 'b', 'a.b', 'a-b');
  const ref = fc.oneof<fc.Arbitrary<FactRef>[]>(
    fc.record({ kind: fc.constantFrom('namespaces', 'nodes'), name }),
    fc.record({ kind: fc.constantFrom('services', 'pods'), namespace: name, name }),
  );
  fc.assert(
    fc.property(ref, ref, (one, other) => {
      expect(factKey(one) === factKey(other)).toBe(isDeepStrictEqual({ ...one }, { ...other }));
    }),
  );
});
