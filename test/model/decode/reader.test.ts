import { describe, expect, it } from 'vitest';
import { member, Reader } from '../../../src/model/decode/reader.ts';
import { formatPath } from '../../../src/model/field-path.ts';
import { many } from '../many.ts';

/** What a reader returns for a value, or the problem with it. */
function read(of: (reader: Reader) => unknown): unknown {
  const reader = new Reader();
  const value = of(reader);
  const [problem, more] = reader.problems;
  expect(more).toBeUndefined();
  return problem === undefined ? value : `${formatPath(problem.path)}: ${problem.message}`;
}

describe('Reader', () => {
  it.each([undefined, null])('reads %s as absent', (value) => {
    const reader = new Reader();
    expect(reader.fields(value)).toEqual({});
    expect(reader.text(value, 'a')).toBe('');
    expect(reader.optionalText(value, 'a')).toBeUndefined();
    expect(reader.optionalBoolean(value, 'a')).toBeUndefined();
    expect(reader.optionalInteger(value, 'a')).toBeUndefined();
    expect(reader.list(value, 'a')).toEqual([]);
    expect(reader.texts(value, 'a', 1)).toEqual([]);
    expect(reader.textMap(value, 'a')).toEqual(Object.create(null));
    expect(reader.problems).toEqual([]);
  });

  it.each<[string, (reader: Reader) => unknown]>([
    ['a: must be a string, not the number 1', (reader) => reader.text(1, 'a')],
    ['a: must be a string, not false', (reader) => reader.optionalText(false, 'a')],
    ['a: must be true or false, not the string "true"', (reader) => reader.optionalBoolean('true', 'a')],
    ['a: must be a list, not an object', (reader) => reader.list({}, 'a')],
    ['a: must be a map of strings, not a list', (reader) => reader.textMap([], 'a')],
    ['a[b.c]: must be a string, not an object', (reader) => reader.textMap({ 'b.c': {} }, 'a')],
    ['a[1]: must be a string, not true', (reader) => reader.texts(['x', true], 'a', 2)],
    [': must be an object, not a list', (reader) => reader.fields([])],
    [`a: must be a list, not the string "${'x'.repeat(39)}…"`, (reader) => reader.list('x'.repeat(1000), 'a')],
  ])('reports %s', (expected, of) => {
    expect(read(of)).toBe(expected);
  });

  // The bounds of int32.
  it.each([-2_147_483_648, 2_147_483_647, 0, -0])('reads the integer %s', (value) => {
    expect(read((reader) => reader.optionalInteger(value, 'a'))).toBe(value);
  });

  it.each([-2_147_483_649, 2_147_483_648, 0.5, Number.NaN, Infinity, '1', true])('refuses the integer %s', (value) => {
    expect(read((reader) => reader.optionalInteger(value, 'a'))).toMatch(/^a: must be a 32-bit integer, not /);
  });

  it('reports the path of what is entered', () => {
    const reader = new Reader();
    reader.enter('endpoints');
    reader.enter(3);
    reader.text(1, 'hostname');
    reader.leave();
    reader.text(1, 'x');
    reader.leave();
    reader.text(1, 'y');
    expect(reader.problems.map(({ path }) => formatPath(path))).toEqual(['endpoints[3].hostname', 'endpoints.x', 'y']);
  });

  it('reads only the first items of a list, and all of them with each', () => {
    const reader = new Reader();
    const list = ['a', 'b', 3];
    expect(reader.items(list, 'list', 2, (_, item) => item)).toEqual(['a', 'b']);
    expect(reader.texts(list, 'list', 2)).toEqual(['a', 'b']);
    expect(reader.problems).toEqual([]);
    const seen: unknown[] = [];
    reader.each(list, 'list', (item, index) => seen.push([item, index, reader.text(item, 'x')]));
    expect(seen).toEqual([
      ['a', 0, 'a'],
      ['b', 1, 'b'],
      [3, 2, ''],
    ]);
    expect(reader.problems.map(({ path }) => formatPath(path))).toEqual(['list[2].x']);
  });

  it('reads null in lists and maps of strings as empty text, as Go does', () => {
    const reader = new Reader();
    expect(reader.texts(['a', null], 'list', 9)).toEqual(['a', '']);
    expect({ ...reader.textMap({ a: null }, 'map') }).toEqual({ a: '' });
  });

  it('returns the same list, and the same map of many labels when they are read again', () => {
    const reader = new Reader();
    const list = ['a'];
    expect(reader.texts(list, 'list', 1)).toBe(list);
    const labels = Object.fromEntries(many(2000, (index) => [`k${index}`, '']));
    expect(reader.textMap(labels, 'labels')).toBe(new Reader().textMap(labels, 'labels'));
  });

  it('reads maps of any size that have a wrong value again, so that each reader reports it', () => {
    const labels = { ...Object.fromEntries(many(2000, (index) => [`k${index}`, ''])), bad: 1 };
    for (const reader of [new Reader(), new Reader()]) {
      reader.textMap(labels, 'labels');
      expect(reader.problems).toHaveLength(1);
    }
  });

  it('keeps 20 problems at most, without a path if none is wanted', () => {
    const reader = new Reader({ paths: false });
    reader.texts(
      many(1000, (index) => index),
      'list',
      1000,
    );
    expect(reader.problems).toHaveLength(20);
    expect(reader.problems[0]).toEqual({ path: [], message: 'must be a string, not the number 0' });
  });
});

it('finds own members only', () => {
  const fields: Readonly<Record<string, unknown>> = { a: 1 };
  expect([member(fields, 'a'), member(fields, 'toString'), member(fields, '__proto__')]).toEqual([
    1,
    undefined,
    undefined,
  ]);
});
