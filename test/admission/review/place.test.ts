import { describe, expect, it } from 'vitest';
import { describeProblems, placedMetadata } from '../../../src/admission/review/place.ts';
import { slice } from '../../policy/fixtures.ts';

const { metadata } = slice({ metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } } });
const PLACE = { namespace: 'other', name: 'api' };

describe('placedMetadata', () => {
  it.each([
    ['web', 'shop', { name: 'web', namespace: 'shop' }],
    ['', 'shop', { name: 'api', namespace: 'shop' }],
    ['web', '', { name: 'web', namespace: 'other' }],
    ['', '', { name: 'api', namespace: 'other' }],
  ])('takes from the request what the object does not say: "%s" in "%s"', (name, namespace, expected) => {
    expect(placedMetadata({ ...metadata, name, namespace }, PLACE)).toEqual({ ...metadata, ...expected });
  });

  it('stays without a name where neither has one', () => {
    expect(placedMetadata({ ...metadata, name: '' }, { namespace: '', name: '' }).name).toBe('');
  });
});

describe('describeProblems', () => {
  it('names the place of each problem, the object itself without one', () => {
    expect(
      describeProblems([
        { path: [], message: 'must be an object, not 5' },
        { path: ['endpoints', 0, 'addresses'], message: 'must be a list, not 5' },
        { path: ['metadata', 'labels', { key: 'a.b/c' }], message: 'must be a string' },
      ]),
    ).toBe(
      'must be an object, not 5; endpoints[0].addresses must be a list, not 5; metadata.labels[a.b/c] must be a string',
    );
    expect(describeProblems([])).toBe('');
  });
});
