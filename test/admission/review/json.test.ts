import { describe, expect, it } from 'vitest';
import { MemberReader, own, replaceOwn } from '../../../src/admission/review/json.ts';

const HOSTILE: unknown = JSON.parse('{"__proto__":{"uid":"x"},"a":null,"constructor":1}');

describe('own', () => {
  it('is a member of an object', () => {
    expect(own({ a: 1, b: null }, 'a')).toBe(1);
    expect(own({ a: 1, b: null }, 'b')).toBeNull();
    expect(own({}, 'a')).toBeUndefined();
  });

  it('is never an inherited name', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      expect(own({}, name)).toBeUndefined();
    expect(own(HOSTILE, 'uid')).toBeUndefined();
    expect(own(HOSTILE, 'constructor')).toBe(1);
    expect(own(HOSTILE, '__proto__')).toEqual({ uid: 'x' });
  });

  it.each([[null], [undefined], [5], ['text'], [[1, 2]]])('is undefined in %j', (value) => {
    for (const name of ['0', 'length']) expect(own(value, name)).toBeUndefined();
  });
});

describe('replaceOwn', () => {
  it('gives a member another value', () => {
    const object = { a: 1, b: 2 };
    expect(replaceOwn(object, 'a', 3)).toBe(true);
    expect(object).toEqual({ a: 3, b: 2 });
  });

  it('adds no member, and changes no prototype', () => {
    const object = {};
    for (const name of ['a', 'toString', '__proto__']) expect(replaceOwn(object, name, { b: 1 })).toBe(false);
    expect(Object.keys(object)).toEqual([]);
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect([null, 5, [1]].map((value) => replaceOwn(value, '0', 2))).toEqual([false, false, false]);
  });
});

describe('MemberReader', () => {
  it('reads members of the right type and has no problems', () => {
    const reader = new MemberReader();
    const value = { name: 'web', dryRun: true, groups: ['a', ''] };
    expect([reader.text(value, 'name'), reader.flag(value, 'dryRun'), reader.texts(value, 'groups')]).toEqual([
      'web',
      true,
      ['a', ''],
    ]);
    expect(reader.problems).toEqual([]);
  });

  it('takes null and absent members for empty ones, as Go does', () => {
    const reader = new MemberReader();
    for (const value of [{ a: null }, {}, undefined, null, 'text', [1]])
      expect([reader.text(value, 'a'), reader.flag(value, 'a'), reader.texts(value, 'a')]).toEqual(['', false, []]);
    expect(reader.problems).toEqual([]);
  });

  it('takes members of another type for empty ones, and says so', () => {
    const reader = new MemberReader();
    for (const [text, flag, texts] of [
      [5, 'true', 'a'],
      [{}, 0, ['a', 5]],
      [['a'], {}, {}],
    ]) {
      const value = { text, flag, texts };
      expect([reader.text(value, 'text'), reader.flag(value, 'flag'), reader.texts(value, 'texts')]).toEqual([
        '',
        false,
        [],
      ]);
    }
    expect(reader.problems.slice(0, 3)).toEqual([
      'text must be a string',
      'flag must be true or false',
      'texts must be a list of strings',
    ]);
    expect(reader.problems).toHaveLength(9);
  });
});
