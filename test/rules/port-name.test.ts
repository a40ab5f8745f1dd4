import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { portName } from '../../src/rules/port-name.ts';
import { judgePorts, NO_NETWORKS, optionError } from './judge-part.ts';
import { runRaw } from './run-rule.ts';

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

  it('names the port that has the number already', () => {
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 80 },
    ];
    const { reports } = runRaw(portName, { slice: { ports } });
    expect(reports.map(([, { seen, data }]) => [seen, data])).toEqual([['80/TCP', { other: 'the name "a"' }]]);
  });

  describe('with the option unnamed', () => {
    /** What would be set, for each finding. */
    const fixes = (ports: readonly object[], options: object = { unnamed: 'http' }): readonly unknown[] =>
      runRaw(portName, { slice: { ports }, options }).reports.map(([, { fix }]) => fix);

    it('names one port among named ones', () => {
      const setName = { op: 'add', path: '/ports/1/name', value: 'http' };
      expect(fixes([{ name: 'a', port: 80 }, { port: 81 }])).toEqual([[setName]]);
      expect(fixes([{ name: 'a', port: 80 }, { port: 81 }, { name: 'b', port: 82 }])).toEqual([[setName]]);
    });

    it('names no port if several have no name, the name is in use, or the option is not set', () => {
      expect(fixes([{ port: 80 }, { port: 81 }])).toEqual([[], []]);
      expect(fixes([{ port: 80 }, { name: 'a', port: 81 }, { port: 82 }])).toEqual([[], []]);
      expect(fixes([{ name: 'http', port: 80 }, { port: 81 }])).toEqual([[]]);
      expect(fixes([{ name: 'a', port: 80 }, { port: 81 }], {})).toEqual([[]]);
    });

    it('refuses a name that the pattern or Kubernetes does not accept', () => {
      expect(() => portName.compile({ unnamed: 'http', pattern: '^grpc' }, NO_NETWORKS)).toThrow(
        optionError(['unnamed']),
      );
      for (const unnamed of ['', 'HTTP', 'a.b', 'a'.repeat(64)])
        expect(() => portName.compile({ unnamed }, NO_NETWORKS)).toThrow(ZodError);
    });
  });
});
