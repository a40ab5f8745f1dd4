import { describe, expect, it } from 'vitest';
import { setField } from '../../src/yaml/set-field.ts';

describe('setField', () => {
  it('sets __proto__ as an own property, as JSON.parse does', () => {
    const fields: Record<string, unknown> = {};
    setField(fields, '__proto__', { a: 1 });
    setField(fields, 'b', 2);
    expect(JSON.stringify(fields)).toBe('{"__proto__":{"a":1},"b":2}');
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    setField(fields, '__proto__', 3);
    expect(JSON.stringify(fields)).toBe('{"__proto__":3,"b":2}');
  });
});
