import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { printed } from '../../../src/commands/certs/print.ts';

describe('printed', () => {
  it('is the same document in JSON and YAML, whatever text is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (names) => {
        const never = (): string => expect.fail('text is not asked for');
        const json = printed('json', 'Names', { names }, never);
        const yaml = printed('yaml', 'Names', { names }, never);
        const document = { apiVersion: 'sliceward.dev/v1alpha1', kind: 'Names', names };
        expect(JSON.parse(json)).toEqual(document);
        expect(load(yaml)).toEqual(document);
        for (const text of [json, yaml]) expect(text.endsWith('\n')).toBe(true);
      }),
    );
  });

  it('is the text alone for people', () => {
    expect(printed('text', 'Names', { names: [] }, () => 'none\n')).toBe('none\n');
  });

  it('writes one object twice rather than as an alias', () => {
    const one = { name: 'x' };
    expect(printed('yaml', 'Names', { first: one, second: one }, () => '')).not.toMatch(/[&*]/);
  });
});
