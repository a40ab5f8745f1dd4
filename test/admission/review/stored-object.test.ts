import { describe, expect, it } from 'vitest';
import type { OldJson } from '../../../src/admission/review/body-json.ts';
import { own } from '../../../src/admission/review/json.ts';
import { storedObject, StoredObjectError } from '../../../src/admission/review/stored-object.ts';
import { goodSlice } from '../reviews.ts';

const PLACE = { namespace: 'shop', name: 'web-1' };

/** What each part of the JSON was asked for, in order. */
function oldJson(value: unknown) {
  const asked: (keyof OldJson)[] = [];
  const ask = (part: keyof OldJson, read: () => unknown) => (): unknown => {
    asked.push(part);
    return read();
  };
  const json: OldJson = {
    object: ask('object', () => value),
    metadata: ask('metadata', () => own(value, 'metadata')),
    labels: ask('labels', () => own(own(value, 'metadata'), 'labels')),
  };
  return { json, asked };
}

function broken(error: Error): OldJson {
  const fail = (): never => {
    throw error;
  };
  return { object: fail, metadata: fail, labels: fail };
}

describe('storedObject', () => {
  it('reads nothing before it is asked for, and each part once', () => {
    const { json, asked } = oldJson(goodSlice());
    const { oldObject } = storedObject('slice', json, PLACE);
    expect(asked).toEqual([]);
    for (let round = 0; round < 2; round++)
      expect(oldObject.labels()).toHaveProperty('kubernetes.io/service-name', 'web');
    for (let round = 0; round < 2; round++) expect(oldObject.metadata().name).toBe('web-1');
    for (let round = 0; round < 2; round++) expect(oldObject.slice().endpointCount).toBe(1);
    expect(asked).toEqual(['labels', 'metadata', 'object']);
  });

  it('takes labels and metadata from the whole slice where that is read already', () => {
    const { json, asked } = oldJson(goodSlice());
    const { oldObject } = storedObject('slice', json, PLACE);
    const { metadata } = oldObject.slice();
    expect(oldObject.metadata()).toBe(metadata);
    expect(oldObject.labels()).toBe(metadata.labels);
    expect(asked).toEqual(['object']);
  });

  it('has the namespace and name of the request where it has none', () => {
    const { json } = oldJson({ ...goodSlice(), metadata: { labels: { a: 'b' } } });
    const [early, late] = [storedObject('slice', json, PLACE).oldObject, storedObject('slice', json, PLACE).oldObject];
    expect(early.metadata()).toMatchObject(PLACE);
    expect(late.slice().metadata).toMatchObject(PLACE);
  });

  it.each<[string, unknown, RegExp]>([
    ['a number', 5, /^oldObject cannot be read: must be an object, not the number 5$/],
    [
      'endpoints that are text',
      { ...goodSlice(), endpoints: 'x' },
      /^oldObject cannot be read: endpoints must be a list/,
    ],
  ])('says why it cannot be read: %s', (_, value, message) => {
    const { oldObject, whole } = storedObject('slice', oldJson(value).json, PLACE);
    for (const read of [() => oldObject.slice(), whole]) {
      expect(read).toThrow(StoredObjectError);
      expect(read).toThrow(message);
    }
  });

  it('gives its metadata although its endpoints cannot be read', () => {
    const { oldObject } = storedObject('slice', oldJson({ ...goodSlice(), endpoints: 'x' }).json, PLACE);
    expect(oldObject.metadata().name).toBe('web-1');
    expect(oldObject.labels()).toHaveProperty('kubernetes.io/service-name');
  });

  it('says that it is not JSON, whatever part is asked for', () => {
    const cause = new SyntaxError('Unexpected token');
    const { oldObject, whole, value } = storedObject('slice', broken(cause), PLACE);
    const parts = [() => oldObject.labels(), () => oldObject.metadata(), () => oldObject.slice(), whole, value];
    for (const read of parts) {
      expect(read).toThrow(StoredObjectError);
      expect(read).toThrow(expect.objectContaining({ message: 'oldObject is not valid JSON', cause }));
    }
  });

  it('hides no bug behind an object that cannot be read', () => {
    const bug = new TypeError('a bug');
    const { oldObject, value } = storedObject('slice', broken(bug), PLACE);
    for (const read of [() => oldObject.labels(), () => oldObject.slice(), value]) expect(read).toThrow(bug);
  });

  it('reads Endpoints of any size, which are compared and not judged', () => {
    const ips = Array.from({ length: 30_000 }, (_, index) => ({
      ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    }));
    const endpoints = { metadata: { name: 'web' }, subsets: [{ addresses: ips, ports: [{ port: 80 }] }] };
    const { whole, value } = storedObject('endpoints', oldJson(endpoints).json, PLACE);
    expect(whole().slice.metadata).toMatchObject({ namespace: 'shop', name: 'web' });
    expect(whole().subsets).toBeDefined();
    expect(value()).toBe(endpoints);
  });
});
