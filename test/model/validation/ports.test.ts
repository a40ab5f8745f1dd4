import { describe, expect, it } from 'vitest';
import { many } from '../many.ts';
import { faultsOf, type Write } from './verdicts.ts';

describe('ports', () => {
  it.each<[string, Write['with'], readonly string[]]>([
    ['no ports', { ports: null }, []],
    ['port numbers out of range', { ports: [{ port: 70_000 }] }, []],
    ['two ports without a name', { ports: [{ port: 1 }, { port: 2, name: '' }] }, ['Duplicate ports[1].name']],
    ['a dot in a name', { ports: [{ name: 'a.b' }] }, ['Invalid ports[0].name']],
    ['an empty protocol, which gets no default', { ports: [{ protocol: '' }] }, ['NotSupported ports[0].protocol']],
    [
      'an empty appProtocol',
      { ports: [{ appProtocol: '' }] },
      ['Invalid ports[0].appProtocol', 'Invalid ports[0].appProtocol'],
    ],
    ['as many ports as allowed', { ports: many(20_000, (index) => ({ name: `p${index}` })) }, []],
    ['one port more: no single port is checked', { ports: many(20_001, () => ({ name: '_' })) }, ['TooMany ports']],
  ])('%s', (_, members, expected) => {
    expect(faultsOf({ with: members })).toEqual(expected);
  });
});
