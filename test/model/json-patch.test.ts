// RFC 6902's own examples (appendix A) for the operations that fixes use, RFC 6901's pointers, and what must never
// happen.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyPatch,
  fromPointer,
  PatchError,
  toPointer,
  valueAt,
  type PatchOperation,
} from '../../src/model/json-patch.ts';

const APPENDIX_A: readonly (readonly [
  title: string,
  value: unknown,
  operations: readonly PatchOperation[],
  expected: unknown,
])[] = [
  ['A.1 an object member', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
  [
    'A.2 an array element',
    { foo: ['bar', 'baz'] },
    [{ op: 'add', path: '/foo/1', value: 'qux' }],
    { foo: ['bar', 'qux', 'baz'] },
  ],
  ['A.3 removing a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
  [
    'A.4 removing an element',
    { foo: ['bar', 'qux', 'baz'] },
    [{ op: 'remove', path: '/foo/1' }],
    { foo: ['bar', 'baz'] },
  ],
  [
    'A.5 replacing',
    { baz: 'qux', foo: 'bar' },
    [{ op: 'replace', path: '/baz', value: 'boo' }],
    { baz: 'boo', foo: 'bar' },
  ],
  [
    'A.10 a nested member',
    { foo: 'bar' },
    [{ op: 'add', path: '/child', value: { grandchild: {} } }],
    { foo: 'bar', child: { grandchild: {} } },
  ],
  [
    'A.16 an array value',
    { foo: ['bar'] },
    [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
    { foo: ['bar', ['abc', 'def']] },
  ],
  ['4.1 add replaces a member', { foo: null }, [{ op: 'add', path: '/foo', value: 1 }], { foo: 1 }],
  ['4.1 add at the end of a list', { foo: ['a'] }, [{ op: 'add', path: '/foo/1', value: 'b' }], { foo: ['a', 'b'] }],
  ['the whole document', { foo: 1 }, [{ op: 'replace', path: '', value: { bar: 2 } }], { bar: 2 }],
  ['A.14 escaped names', { '/': 9, '~1': 10 }, [{ op: 'replace', path: '/~01', value: 11 }], { '/': 9, '~1': 11 }],
  [
    'one after the other',
    { list: [1, 2, 3] },
    [
      { op: 'remove', path: '/list/2' },
      { op: 'remove', path: '/list/0' },
      { op: 'add', path: '/at', value: {} },
      { op: 'add', path: '/at/last', value: true },
    ],
    { list: [2], at: { last: true } },
  ],
];

const REFUSED: readonly (readonly [title: string, value: unknown, operation: PatchOperation])[] = [
  ['A.12 a parent that is not there', { foo: 'bar' }, { op: 'add', path: '/baz/bat', value: 'qux' }],
  ['4.2 removing nothing', { foo: 1 }, { op: 'remove', path: '/bar' }],
  ['4.3 replacing nothing', { foo: 1 }, { op: 'replace', path: '/bar', value: 2 }],
  ['beyond the end of a list', { foo: [1] }, { op: 'add', path: '/foo/2', value: 2 }],
  ['replacing behind the last item', { foo: [1] }, { op: 'replace', path: '/foo/1', value: 2 }],
  ['an index with a leading zero', { foo: [1, 2] }, { op: 'remove', path: '/foo/01' }],
  ['removing behind the end', { foo: [1] }, { op: 'remove', path: '/foo/-' }],
  ['an index that is none', { foo: [1] }, { op: 'remove', path: '/foo/length' }],
  ['into a text', { foo: 'bar' }, { op: 'add', path: '/foo/0', value: 'x' }],
  ['into null', { foo: null }, { op: 'add', path: '/foo/bar', value: 1 }],
  ['what is inherited', {}, { op: 'replace', path: '/toString', value: 1 }],
  ['through what is inherited', {}, { op: 'add', path: '/__proto__/polluted', value: 1 }],
  ['the whole document removed', {}, { op: 'remove', path: '' }],
  ['no pointer', { foo: 1 }, { op: 'remove', path: 'foo' }],
  ['a bad escape', { foo: 1 }, { op: 'remove', path: '/~2' }],
];

describe('applyPatch', () => {
  it.for(APPENDIX_A.map(([title, ...rest]) => ({ title, rest })))(
    '$title',
    ({ rest: [value, operations, expected] }) => {
      const before = structuredClone(value);
      expect(applyPatch(value, operations)).toEqual(expected);
      expect(value).toEqual(before);
    },
  );

  it.for(REFUSED.map(([title, ...rest]) => ({ title, rest })))('refuses: $title', ({ rest: [value, operation] }) => {
    expect(() => applyPatch(value, [operation])).toThrow(PatchError);
  });

  it('sets a member named __proto__ like any other and changes no prototype', () => {
    const patched = applyPatch({ labels: {} }, [{ op: 'add', path: '/labels/__proto__', value: 'x' }]);
    expect(JSON.stringify(patched)).toBe('{"labels":{"__proto__":"x"}}');
    const below = applyPatch(JSON.parse('{"__proto__":{}}'), [{ op: 'add', path: '/__proto__/polluted', value: true }]);
    expect(JSON.stringify(below)).toBe('{"__proto__":{"polluted":true}}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('shares unchanged parts with the value it was given', () => {
    const value = { kept: { a: 1 }, changed: { b: 1 } };
    const patched = applyPatch(value, [{ op: 'replace', path: '/changed/b', value: 2 }]);
    expect(valueAt(patched, ['kept'])).toBe(value.kept);
    expect(valueAt(patched, ['changed'])).toEqual({ b: 2 });
  });

  it('stays linear when many operations change one long list', () => {
    const value = { list: Array.from({ length: 100_000 }, () => ({})) };
    const operations = value.list.map((_, index): PatchOperation => ({
      op: 'add',
      path: `/list/${index}/ready`,
      value: true,
    }));
    const begin = performance.now();
    expect(valueAt(applyPatch(value, operations), ['list', 99_999, 'ready'])).toBe(true);
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  it('puts a value at any path, where valueAt finds it', () => {
    const names = fc.array(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '~', '/', '~1', '')), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(names, fc.jsonValue(), (path, found) => {
        const steps = path.map((_, depth): PatchOperation => ({
          op: 'add',
          path: toPointer(path.slice(0, depth + 1)),
          value: {},
        }));
        const patched = applyPatch({}, [
          ...steps,
          { op: 'add', path: toPointer(path), value: JSON.parse(JSON.stringify(found)) },
        ]);
        expect(JSON.stringify(valueAt(patched, path))).toBe(JSON.stringify(found));
      }),
    );
  });
});

describe('pointers', () => {
  it('are unchanged after writing and reading', () => {
    const there = fc.property(fc.array(fc.string()), (path) => {
      expect(fromPointer(toPointer(path))).toEqual(path);
    });
    fc.assert(there);
  });

  it('are written as in RFC 6901, section 5', () => {
    expect(['', 'a/b', 'm~n', ' '].map((name) => toPointer([name]))).toEqual(['/', '/a~1b', '/m~0n', '/ ']);
    expect(toPointer(['foo', 0])).toBe('/foo/0');
    expect(toPointer(['endpoints', 3, 'addresses', 0])).toBe('/endpoints/3/addresses/0');
    expect(toPointer(['metadata', 'labels', 'kubernetes.io/x~y'])).toBe('/metadata/labels/kubernetes.io~1x~0y');
  });
});
