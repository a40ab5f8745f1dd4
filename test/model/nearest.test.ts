import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/model/nearest.ts';

const RULES = ['endpoint-limit', 'port-limit', 'port-name', 'managed-by', 'service-name'];

describe('nearest', () => {
  it.for([
    ['endpoint-limits', 'endpoint-limit'],
    ['endpont-limit', 'endpoint-limit'],
    ['port_name', 'port-name'],
    ['managedby', 'managed-by'],
    ['MANAGED-BY', 'managed-by'],
    ['port-limit', 'port-limit'],
  ])('%s is nearest to %s', ([word = '', meant]) => {
    expect(nearest(word, RULES)).toBe(meant);
  });

  it.for(['', 'x', 'something-else', 'zzzzzzzzzzzzzz', 'endpoint'])('%j is near no name', (word) => {
    expect(nearest(word, RULES)).toBeUndefined();
  });

  it.for(['at', 'bats', 'cat', 'BAT'])('allows one edit in a word as short as %s', (word) => {
    expect(nearest(word, ['bat'])).toBe('bat');
    expect(nearest(`x${word}y`, ['bat'])).toBeUndefined();
  });

  it('takes the first of equally near names', () => {
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  });

  it('ignores words that are too long for a typo', () => {
    const long = 'a'.repeat(65);
    expect(nearest(long, [long])).toBeUndefined();
  });
});
