import { describe, expect, it } from 'vitest';
import { Reader } from '../../../src/model/decode/reader.ts';
import { LIMITS } from '../../../src/model/slice.ts';
import { readMetadata, type RawMetadata } from '../../../src/model/validation/raw-metadata.ts';
import { many } from '../many.ts';

function read(value: unknown): RawMetadata {
  return readMetadata(new Reader({ paths: false }), value);
}

describe('readMetadata', () => {
  it.each([undefined, null, [], 'x', { name: 1, labels: [], ownerReferences: {}, finalizers: 'a/b' }])(
    'reads %j as the metadata of an object without a name',
    (value) => {
      expect(read(value)).toMatchObject({
        name: '',
        generateName: '',
        namespace: '',
        labels: {},
        annotations: {},
        ownerReferences: [],
        finalizers: [],
        hasDeletionTimestamp: false,
        generation: undefined,
      });
    },
  );

  it('keeps all items, although the model keeps only the first of them', () => {
    const finalizers = many(LIMITS.finalizers + 1, () => 'a/b');
    expect(read({ finalizers }).finalizers).toHaveLength(finalizers.length);
  });

  it('distinguishes owners that do not say whether they control the object', () => {
    const owners = [{}, { controller: null }, { controller: false }].map(
      (owner) => read({ ownerReferences: [owner] }).ownerReferences[0]?.controller,
    );
    expect(owners).toEqual([undefined, undefined, false]);
  });

  it('knows whether the object is being deleted', () => {
    expect(read({ deletionTimestamp: '2026-01-02T03:04:05Z', deletionGracePeriodSeconds: 0 })).toMatchObject({
      hasDeletionTimestamp: true,
      deletionGracePeriodSeconds: 0,
    });
    expect(read({ deletionGracePeriodSeconds: null }).deletionGracePeriodSeconds).toBeUndefined();
  });
});
