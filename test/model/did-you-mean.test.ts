import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/model/did-you-mean.ts';

describe('didYouMean', () => {
  const known = ['zone', 'hostname'];

  it('names the nearest', () => expect(didYouMean('zne', known)).toBe('did you mean "zone"?'));
  it('lists what is known when none is near', () => expect(didYouMean('x', known)).toBe('known: zone, hostname'));
  it('says instead what the caller wants', () => {
    expect(didYouMean('x', known, 'run the list')).toBe('run the list');
    expect(didYouMean('zne', known, 'run the list')).toBe('did you mean "zone"?');
    expect(didYouMean('x', [], '')).toBe('');
  });
});
