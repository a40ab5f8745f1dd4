// port-number, allowed-port, port-name: edges and options.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type AnyRule, OptionError } from '../../src/policy/rule.ts';
import { allowedPort } from '../../src/rules/allowed-port.ts';
import { portNumber } from '../../src/rules/port-number.ts';
import { portName } from '../../src/rules/port-name.ts';
import { runRule, type RuleFinding } from './run-rule.ts';

const SETUP = { networks: new Map() };

describe('port-number', () => {
  it('calls exactly 1 to 65535 port numbers', () => {
    const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const near = fc.constantFrom(-1, 0, 1, 2, 65_534, 65_535, 65_536);
    fc.assert(
      fc.property(fc.oneof(int32, near), (port) => {
        const { findings } = runRule(portNumber, { slice: { ports: [{ port }] } });
        // A TCP port has 16 bits and 0 is reserved: such a number survives 16 bits unchanged.
        const valid = (port & 0xffff) === port && port !== 0;
        expect(findings.map(({ id, seen }) => [id, seen])).toEqual(valid ? [] : [['out-of-range', String(port)]]);
      }),
    );
  });

  it('tells an absent port from an absent list', () => {
    const endpoints = [{ addresses: ['10.1.2.3'] }];
    expect(
      ids(runRule(portNumber, { slice: { endpoints, ports: [{ name: 'http' }, { port: null }] } }).findings),
    ).toEqual(['ports[0].port absent', 'ports[1].port absent']);
    expect(ids(runRule(portNumber, { slice: { endpoints, ports: null } }).findings)).toEqual(['ports no-ports']);
    expect(ids(runRule(portNumber, { slice: { endpoints: [], ports: [] } }).findings)).toEqual([]);
  });
});

describe('allowed-port', () => {
  it.for([10_250, 10_255, 10_259, 22_623, 22_624])('denies %d over TCP by default', (port) => {
    expect(judgePorts(allowedPort, [{ port }])).toEqual(['ports[0] denied']);
    expect(judgePorts(allowedPort, [{ port, protocol: 'UDP' }])).toEqual([]);
  });

  it.for([10_249, 10_251, 10_254, 10_260, 22_622, 22_625])('leaves the neighbour %d alone', (port) => {
    expect(judgePorts(allowedPort, [{ port }])).toEqual([]);
  });

  it('keeps the default list beside allow, and replaces it by deny', () => {
    expect(judgePorts(allowedPort, [{ port: 10_250 }], { allow: [10_250] })).toEqual(['ports[0] denied']);
    expect(judgePorts(allowedPort, [{ port: 10_250 }], { allow: [10_250], deny: [] })).toEqual([]);
    expect(judgePorts(allowedPort, [{ port: 10_250 }, { port: 23 }], { deny: [23] })).toEqual(['ports[1] denied']);
  });

  it('matches every member that an entry has, and only those', () => {
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

  it('allows nothing with an empty list', () => {
    expect(judgePorts(allowedPort, [{ port: 80 }], { allow: [] })).toEqual(['ports[0] not-allowed']);
  });

  it('agrees with a set of numbers', () => {
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

  it('shows what it saw and, of a long list, a part', () => {
    const allow = Array.from({ length: 200 }, (_, index) => index + 1);
    const port = { port: 9000, name: 'web', protocol: 'UDP', appProtocol: 'http' };
    expect(runRule(allowedPort, { slice: { ports: [port] }, options: { allow } }).findings).toMatchObject([
      { seen: '9000/UDP named web (http)', expected: '1, 2, 3, 4, 5, 6, 7, 8, 192 more' },
    ]);
  });

  it('refuses lists that mean nothing', () => {
    expect(() => allowedPort.compile({ deny: [1, {}] }, SETUP)).toThrow(optionError(['deny', 1]));
    expect(() => allowedPort.compile({ allow: ['9000-8000'] }, SETUP)).toThrow(optionError(['allow', 0]));
    expect(() => allowedPort.compile({ allow: [{ port: '1-70000' }] }, SETUP)).toThrow(optionError(['allow', 0]));
    for (const entry of [-1, 65_536, 1.5, '80,443', '-80', { port: 80, proto: 'TCP' }, { protocol: 'tcp' }]) {
      expect(() => allowedPort.compile({ allow: [entry] }, SETUP)).toThrow(z.ZodError);
    }
  });
});

describe('port-name', () => {
  it('finds a number that stands under two names, in one protocol only', () => {
    expect(
      judgePorts(portName, [
        { name: 'a', port: 80 },
        { name: 'b', port: 80 },
        { name: 'c', port: 80 },
      ]),
    ).toEqual(['ports[1].port same-number', 'ports[2].port same-number']);
    expect(
      judgePorts(portName, [
        { name: 'a', port: 53 },
        { name: 'b', port: 53, protocol: 'UDP' },
      ]),
    ).toEqual([]);
    expect(judgePorts(portName, [{ name: 'a' }, { name: 'b' }])).toEqual([]);
  });

  it('leaves names that stand twice to the API server, which refuses them', () => {
    expect(
      judgePorts(portName, [
        { name: 'a', port: 80 },
        { name: 'a', port: 80 },
      ]),
    ).toEqual([]);
  });

  it('says once that a name is missing', () => {
    expect(judgePorts(portName, [{ port: 80 }, { name: 'a', port: 81 }], { pattern: '^[a-z]+$' })).toEqual([
      'ports[0].name unnamed',
    ]);
    expect(judgePorts(portName, [{ port: 80 }], { pattern: '^[a-z]+$' })).toEqual(['ports[0].name pattern']);
    expect(judgePorts(portName, [{ port: 80 }], { pattern: '^[a-z]*$' })).toEqual([]);
  });

  it('refuses a pattern that RE2 does not know', () => {
    expect(() => portName.compile({ pattern: '(?=a)' }, SETUP)).toThrow(optionError(['pattern']));
  });
});

/** Each finding as `FIELD ID`. */
function ids(findings: readonly RuleFinding[]): string[] {
  return findings.map(({ field, id }) => `${field} ${id}`);
}

function judgePorts(rule: AnyRule, ports: object[], options?: unknown): string[] {
  return ids(runRule(rule, { slice: { ports }, options }).findings);
}

function optionError(path: readonly (string | number)[]): unknown {
  return expect.toSatisfy(
    (error: unknown) => error instanceof OptionError && JSON.stringify(error.path) === JSON.stringify(path),
  );
}
