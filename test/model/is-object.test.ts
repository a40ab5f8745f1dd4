import { expect, it } from 'vitest';
import { isObject } from '../../src/model/is-object.ts';

it.each([{}, { a: 1 }, Object.create(null), JSON.parse('{"__proto__": 1}')])('%j is an object', (value) =>
  expect(isObject(value)).toBe(true),
);
it.each([null, undefined, [], '', 0, true])('%j is not an object', (value) => expect(isObject(value)).toBe(false));
