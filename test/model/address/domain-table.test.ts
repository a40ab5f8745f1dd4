import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDomainTable } from '../../../src/model/address/domain-table.ts';

// Few labels, so that domains share their ends.
const label = fc.constantFrom('a', 'b', 'c');
const anyDomain = fc
  .array(fc.oneof(label, fc.constant('*')), { minLength: 1, maxLength: 4 })
  .map((labels) => labels.join('.'));
const anyName = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));

/** Whether a name is in a domain, and how specific the domain is: longer first, then exact labels from the end. */
function matchOf(of: string, within: string): string | undefined {
  const labels = of.split('.').toReversed();
  const pattern = within.split('.').toReversed();
  if (pattern.length > labels.length || !pattern.every((each, index) => each === '*' || each === labels[index]))
    return undefined;
  return `${pattern.length} ${pattern.map((each) => (each === '*' ? 0 : 1)).join('')}`;
}

/** What the table finds, by looking at every domain. */
function scan(domains: readonly string[], of: string): number | undefined {
  const matches = domains.flatMap((within, index) => {
    const match = matchOf(of, within);
    return match === undefined ? [] : [{ match, index }];
  });
  const [best] = matches.toSorted((a, b) => (a.match === b.match ? b.index - a.index : a.match < b.match ? 1 : -1));
  return best?.index;
}

describe('makeDomainTable', () => {
  const table = makeDomainTable([
    ['io', 'io'],
    ['nip.io', 'nip'],
    ['data.*.internal', 'any'],
    ['data.us.internal', 'us'],
    ['a.b.c.d', 'deep'],
    ['x.*.test', 'wildcard'],
    ['y.us.test', 'exact'],
  ]);

  it.for([
    ['nip.io', 'nip'],
    ['app.nip.io', 'nip'],
    ['notnip.io', 'io'],
    ['data.eu.internal', 'any'],
    ['x.data.eu.internal', 'any'],
    ['data.us.internal', 'us'],
    ['a.b.c.d', 'deep'],
    ['y.us.test', 'exact'],
    ['x.us.test', 'wildcard'],
  ])('%s is in %s', ([name = '', expected]) => {
    expect(table.find(name)).toBe(expected);
  });

  it.for([
    '',
    '.',
    '..',
    'nip',
    'nip.io.com',
    'data.internal',
    'eu.internal',
    'data.a.b.internal',
    'b.c.d',
    '.c.d',
    'data..internal',
    'com',
  ])('"%s" is in none', (name) => {
    expect(table.find(name)).toBeUndefined();
  });

  it('finds what a search through all domains finds', () => {
    fc.assert(
      fc.property(fc.array(anyDomain, { maxLength: 8 }), anyName, (domains, of) => {
        const all = makeDomainTable(domains.map((each, index) => [each, index]));
        expect(all.find(of)).toBe(scan(domains, of));
      }),
      { numRuns: 2000 },
    );
  });
});
