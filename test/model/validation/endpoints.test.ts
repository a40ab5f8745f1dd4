import { describe, expect, it } from 'vitest';
import { many } from '../many.ts';
import { faultsOf, type Write } from './verdicts.ts';

describe('endpoints', () => {
  it.each<[string, Write['endpoint'], readonly string[]]>([
    ['no addresses', { addresses: null }, ['Required endpoints[0].addresses']],
    ['as many addresses as allowed', { addresses: many(100, () => '10.1.2.3') }, []],
    [
      'one address more: each is still checked',
      { addresses: [...many(100, () => '10.1.2.3'), 'x'] },
      ['TooMany endpoints[0].addresses', 'Invalid endpoints[0].addresses[100]'],
    ],
    ['an empty node name', { nodeName: '' }, ['Invalid endpoints[0].nodeName']],
    ['a host name with a dot', { hostname: 'a.b' }, ['Invalid endpoints[0].hostname']],
    ['any zone, target and topology', { zone: '!', targetRef: { name: '!' }, deprecatedTopology: { '!': '!' } }, []],
    ['an empty zone hint', { hints: { forZones: [{ name: '' }] } }, []],
    [
      'hints that are duplicate or wrong',
      { hints: { forZones: [{ name: 'a b' }, { name: 'a b' }], forNodes: [{}] } },
      [
        'Invalid endpoints[0].hints.forZones[0].name',
        'Duplicate endpoints[0].hints.forZones[1].name',
        'Invalid endpoints[0].hints.forZones[1].name',
        'Invalid endpoints[0].hints.forNodes[0].name',
      ],
    ],
    [
      'too many zone hints: those for nodes are not checked',
      { hints: { forZones: many(9, () => ({ name: 'a b' })), forNodes: [{ name: '!' }] } },
      ['TooMany endpoints[0].hints.forZones'],
    ],
  ])('%s', (_, endpoint, expected) => {
    expect(faultsOf({ endpoint })).toEqual(expected);
  });

  it('reports nothing about endpoints that are too many, except missing addresses since 1.37', () => {
    const endpoints = [...many(1000, () => ({ addresses: ['x'] })), { nodeName: '!' }];
    expect(faultsOf({ with: { endpoints } })).toEqual(['TooMany endpoints', 'Required endpoints[1000].addresses']);
    expect(faultsOf({ with: { endpoints }, version: '1.36' })).toEqual(['TooMany endpoints']);
    expect(faultsOf({ with: { endpoints: many(1000, () => ({ addresses: ['10.1.2.3'] })) } })).toEqual([]);
  });

  it('lists equal faults once since 1.37', () => {
    const write = { endpoint: { addresses: ['2001:db8::1', '2001:db8::1', '2001:db8::2'] } };
    expect(faultsOf({ ...write, version: '1.36' })).toEqual(many(3, () => 'Invalid endpoints[0].addresses'));
    expect(faultsOf(write)).toEqual(many(2, () => 'Invalid endpoints[0].addresses'));
  });
});
