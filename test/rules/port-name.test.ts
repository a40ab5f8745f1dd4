import { describe, expect, it } from 'vitest';
import { portName } from '../../src/rules/port-name.ts';
import { judgePorts, NO_NETWORKS, optionError } from './judge-part.ts';

describe('port-name', () => {
  it('finds a number with two names', () => {
    const ports = ['a', 'b', 'c'].map((name) => ({ name, port: 80 }));
    expect(judgePorts(portName, ports)).toEqual(['ports[1].port same-number', 'ports[2].port same-number']);
  });

  it('takes the same number in another protocol, and a port without a number, for another port', () => {
    const dns = [
      { name: 'a', port: 53 },
      { name: 'b', port: 53, protocol: 'UDP' },
    ];
    expect(judgePorts(portName, dns)).toEqual([]);
    expect(judgePorts(portName, [{ name: 'a' }, { name: 'b' }])).toEqual([]);
  });

  it('leaves duplicate names to the API server, which refuses them', () => {
    const ports = ['a', 'a'].map((name) => ({ name, port: 80 }));
    expect(judgePorts(portName, ports)).toEqual([]);
  });

  it('reports a missing name once, and compares it with the pattern only where no name is needed', () => {
    expect(judgePorts(portName, [{ port: 80 }, { name: 'a', port: 81 }], { pattern: '^[a-z]+$' })).toEqual([
      'ports[0].name unnamed',
    ]);
    expect(judgePorts(portName, [{ port: 80 }], { pattern: '^[a-z]+$' })).toEqual(['ports[0].name pattern']);
    expect(judgePorts(portName, [{ port: 80 }], { pattern: '^[a-z]*$' })).toEqual([]);
  });

  it('refuses a pattern that RE2 does not have', () => {
    expect(() => portName.compile({ pattern: '(?=a)' }, NO_NETWORKS)).toThrow(optionError(['pattern']));
  });
});
