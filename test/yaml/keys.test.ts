import { describe, expect, it } from 'vitest';
import { compose } from '../../src/yaml/compose.ts';
import { isMergeKey, keyText, mergeSources } from '../../src/yaml/keys.ts';
import type { MappingNode } from '../../src/yaml/nodes.ts';

function mappingOf(text: string): MappingNode {
  const { root } = compose(text);
  if (root?.kind !== 'mapping') throw new Error(`not a mapping: ${text}`);
  return root;
}

describe('keyText', () => {
  it.each([
    ['a: 1', 'a'],
    ['7: 1', '7'],
    ['0x10: 1', '16'],
    ['1.50: 1', '1.5'],
    ['1e6: 1', '1e+06'],
    ['0.1: 1', '0.1'],
    ['3.4e-5: 1', '3.4e-05'],
    ['16777217.0: 1', '1.6777216e+07'],
    ['1e300: 1', '.inf'],
    ['9007199254740993: 1', '9007199254740993'],
    ['yes: 1', 'true'],
    ['"yes": 1', 'yes'],
  ])('is the key of the JSON object: %s', (text, key) => {
    expect(mappingOf(text).entries.map((entry) => keyText(entry.key))).toEqual([key]);
  });
});

describe('merge keys', () => {
  it.each([
    ['<<: {}', true],
    ['!!merge <<: {}', true],
    ['"<<": {}', false],
    ['!!str <<: {}', false],
    ['a: {}', false],
  ])('are unquoted and not tagged as text: %s', (text, isMerge) => {
    expect(mappingOf(text).entries.map(({ key }) => isMergeKey(key))).toEqual([isMerge]);
  });

  it('merge later mappings of a list first, so that earlier ones overwrite them', () => {
    const [merge] = mappingOf('<<: [{a: 1}, {b: 2}]').entries;
    if (merge === undefined) throw new Error('no entry');
    expect(mergeSources(merge.value).map(({ start }) => start)).toEqual([13, 5]);
  });
});
