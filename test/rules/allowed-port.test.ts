import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allowedPort } from '../../src/rules/allowed-port.ts';
import { judgePorts, NO_NETWORKS, optionError } from './judge-part.ts';
import { runRaw, runRule } from './run-rule.ts';

describe('allowed-port', () => {
  it.for([10_250, 10_255, 10_259, 22_623, 22_624])('denies port %d over TCP by default', (port) => {
    expect(judgePorts(allowedPort, [{ port }])).toEqual(['ports[0] denied']);
    expect(judgePorts(allowedPort, [{ port, protocol: 'UDP' }])).toEqual([]);
  });

  it.for([10_249, 10_251, 10_254, 10_260, 22_622, 22_625])('accepts port %d beside a denied one', (port) => {
    expect(judgePorts(allowedPort, [{ port }])).toEqual([]);
  });

  it('keeps the default list if allow is set, and replaces it if deny is set', () => {
    expect(judgePorts(allowedPort, [{ port: 10_250 }], { allow: [10_250] })).toEqual(['ports[0] denied']);
    expect(judgePorts(allowedPort, [{ port: 10_250 }], { allow: [10_250], deny: [] })).toEqual([]);
    expect(judgePorts(allowedPort, [{ port: 10_250 }, { port: 23 }], { deny: [23] })).toEqual(['ports[1] denied']);
  });

  it('compares a port with every member of an entry, and with nothing else', () => {
    const entry = { port: '8000-8999', protocol: 'TCP', name: 'http', appProtocol: 'kubernetes.io/h2c' };
    const port = { port: 8000, protocol: 'TCP', name: 'http', appProtocol: 'kubernetes.io/h2c' };
    expect(judgePorts(allowedPort, [port], { allow: [entry] })).toEqual([]);
    for (const other of [
      { port: 9000 },
      { protocol: 'SCTP' },
      { name: 'grpc' },
      { appProtocol: 'http' },
      { port: null },
    ]) {
      expect(judgePorts(allowedPort, [{ ...port, ...other }], { allow: [entry] })).toEqual(['ports[0] not-allowed']);
    }
    expect(judgePorts(allowedPort, [{ ...port, port: null }], { allow: [{ name: 'http' }] })).toEqual([]);
  });

  it('allows no port if the list is empty', () => {
    expect(judgePorts(allowedPort, [{ port: 80 }], { allow: [] })).toEqual(['ports[0] not-allowed']);
  });

  it('allows exactly the numbers in the ranges', () => {
    const number = fc.integer({ min: 1, max: 300 });
    const range = fc.tuple(number, number).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), number, (ranges, port) => {
        const allowed = new Set(
          ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, offset) => from + offset)),
        );
        const allow = ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`));
        expect(judgePorts(allowedPort, [{ port }], { allow })).toEqual(
          allowed.has(port) ? [] : ['ports[0] not-allowed'],
        );
      }),
    );
  });

  it('shows what it saw and the beginning of a long list', () => {
    const allow = Array.from({ length: 200 }, (_, index) => index + 1);
    const port = { port: 9000, name: 'web', protocol: 'UDP', appProtocol: 'http' };
    expect(runRule(allowedPort, { slice: { ports: [port] }, options: { allow } }).findings).toMatchObject([
      { seen: '9000/UDP named web (http)', expected: '1, 2, 3, 4, 5, 6, 7, 8, 192 more' },
    ]);
  });

  it('refuses entries that match every port or none', () => {
    expect(() => allowedPort.compile({ deny: [1, {}] }, NO_NETWORKS)).toThrow(optionError(['deny', 1]));
    expect(() => allowedPort.compile({ allow: ['9000-8000'] }, NO_NETWORKS)).toThrow(optionError(['allow', 0]));
    expect(() => allowedPort.compile({ allow: [{ port: '1-70000' }] }, NO_NETWORKS)).toThrow(optionError(['allow', 0]));
    for (const entry of [-1, 65_536, 1.5, '80,443', '-80', { port: 80, proto: 'TCP' }, { protocol: 'tcp' }]) {
      expect(() => allowedPort.compile({ allow: [entry] }, NO_NETWORKS)).toThrow(z.ZodError);
    }
  });

  it('denies a port that both lists have, once', () => {
    const options = { allow: [8080], deny: ['8000-8999'] };
    expect(judgePorts(allowedPort, [{ port: 8080 }, { port: 80 }], options)).toEqual([
      'ports[0] denied',
      'ports[1] not-allowed',
    ]);
  });

  it('shows the entry that denies, and a port without a number', () => {
    const deny = [23, { name: 'debug', protocol: 'UDP' }];
    const slice = { ports: [{ name: 'debug', protocol: 'UDP' }] };
    const { reports } = runRaw(allowedPort, { slice, options: { deny } });
    expect(reports.map(([, { seen, data }]) => [seen, data])).toEqual([
      ['no number/UDP named debug', { entry: 'UDP/debug' }],
    ]);
  });

  it('shows that an empty list allows no port', () => {
    const { findings } = runRule(allowedPort, { slice: { ports: [{ port: 80 }] }, options: { allow: [] } });
    expect(findings).toMatchObject([{ expected: 'none' }]);
  });

  it('shows how many entries of a list it does not show, if there are any', () => {
    const expected = (length: number): unknown => {
      const allow = Array.from({ length }, (_, index) => index + 1);
      return runRule(allowedPort, { slice: { ports: [{ port: 80 }] }, options: { allow } }).findings[0]?.expected;
    };
    expect(expected(8)).toBe('1, 2, 3, 4, 5, 6, 7, 8');
    expect(expected(9)).toBe('1, 2, 3, 4, 5, 6, 7, 8, 1 more');
  });

  it('shows a port without a name and without an application protocol by its number', () => {
    const { findings } = runRule(allowedPort, { slice: { ports: [{ port: 80 }] }, options: { allow: [] } });
    expect(findings).toMatchObject([{ seen: '80/TCP' }]);
  });

  it('reads a range of one port, up to the last port', () => {
    for (const range of ['65535-65535', '65535'])
      expect(judgePorts(allowedPort, [{ port: 65_535 }, { port: 65_534 }], { allow: [range] })).toEqual([
        'ports[1] not-allowed',
      ]);
  });
});
