// From what is known of an object to what is judged.
import { describe, expect, it } from 'vitest';
import { decodeObject, decodeStored, type StoredForm } from '../../src/model/decode/decode-object.ts';
import { decodedStored, makeSubject, type Given, type StoredObject } from '../../src/policy/make-subject.ts';
import { oldObject, slice } from './fixtures.ts';

const user = { name: 'jane', groups: ['builders'] };
const judged = slice({ addresses: ['10.0.0.1'] });
const before = slice({ addresses: ['10.0.0.2'], labels: { a: 'b' } });
const given: Given = {
  operation: 'UPDATE',
  object: { slice: judged },
  stored: decodedStored({ slice: before }),
  user,
  manifest: undefined,
  view: undefined,
};

function endpoints(...ips: readonly string[]): unknown {
  const addresses = ips.map((ip) => ({ ip }));
  return { metadata: { name: 'web', namespace: 'shop' }, subsets: [{ addresses, ports: [{ port: 80 }] }] };
}

function storedEndpoints(...ips: readonly string[]): StoredForm {
  return decodeStored('endpoints', endpoints(...ips)).value;
}

describe('the subject of a slice', () => {
  it('has all that is known', () => {
    const subject = makeSubject(given);
    expect(subject).toMatchObject({ operation: 'UPDATE', slice: judged, user });
    expect(subject.parts).toBeUndefined();
    expect(subject.oldObject?.slice()).toBe(before);
    expect(subject.oldObject?.metadata()).toBe(before.metadata);
    expect(subject.oldObject?.labels()).toEqual({ a: 'b' });
  });

  it.each(['CREATE', 'DELETE'] as const)('has no old object on %s, whatever is stored', (operation) => {
    expect(makeSubject({ ...given, operation }).oldObject).toBeUndefined();
  });

  it('has no old object where none is known', () => {
    expect(makeSubject({ ...given, stored: undefined }).oldObject).toBeUndefined();
  });
});

describe('the subject of Endpoints', () => {
  const { slice: whole, parts } = decodeObject('endpoints', endpoints('10.0.0.1', 'fd00::1')).value;
  const ofEndpoints = (stored: StoredObject | undefined, operation: Given['operation'] = 'UPDATE') =>
    makeSubject({ ...given, operation, object: { slice: whole, parts }, stored });

  it('has each slice that they become with the one that it replaces', () => {
    const subject = ofEndpoints(decodedStored(storedEndpoints('10.0.0.1', '10.0.0.2')));
    const olds = subject.parts?.map(({ slice: one, oldObject: old }) => [
      one.addressType,
      old?.slice().addresses.map(({ text }) => text),
    ]);
    expect(olds).toEqual([
      ['IPv4', ['10.0.0.1', '10.0.0.2']],
      ['IPv6', []],
    ]);
  });

  it('has parts without an old object where nothing is stored, and on CREATE', () => {
    const stored = decodedStored(storedEndpoints('10.0.0.1'));
    for (const subject of [ofEndpoints(undefined), ofEndpoints(stored, 'CREATE')])
      expect(subject.parts?.map((part) => part.oldObject)).toEqual([undefined, undefined]);
  });

  it('reads the stored object only when it is first asked for, and once', () => {
    let reads = 0;
    const stored = {
      oldObject: oldObject(before),
      whole: () => {
        reads++;
        return storedEndpoints('10.0.0.1');
      },
    };
    const subject = ofEndpoints(stored);
    expect(reads).toBe(0);
    for (const part of subject.parts ?? []) expect(part.oldObject?.slice().origin?.kind).toBe('Endpoints');
    expect(reads).toBe(1);
  });
});
