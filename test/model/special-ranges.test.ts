import { describe, expect, it } from 'vitest';
import { prefixOf } from '../../src/model/cidr.ts';
import { SPECIAL_RANGES } from '../../src/model/special-ranges.ts';

describe('SPECIAL_RANGES', () => {
  it('are written as prefixes, once each, and each says where it comes from', () => {
    const texts = SPECIAL_RANGES.map(({ range }) => range);
    expect(texts.map((text) => prefixOf(text).text)).toEqual(texts);
    expect(new Set(texts).size).toBe(texts.length);
    for (const { name, source } of SPECIAL_RANGES) expect([name, source]).not.toContain('');
  });
});
