import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portNumber } from '../../src/rules/port-number.ts';
import { inShort } from './judge-part.ts';
import { runRule } from './run-rule.ts';

describe('port-number', () => {
  it('accepts exactly the numbers 1 to 65535', () => {
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

  it('distinguishes a port without a number from a slice without ports', () => {
    const slice = (ports: readonly object[] | null): object => ({ endpoints: [{ addresses: ['10.1.2.3'] }], ports });
    expect(inShort(runRule(portNumber, { slice: slice([{ name: 'http' }, { port: null }]) }).findings)).toEqual([
      'ports[0].port absent',
      'ports[1].port absent',
    ]);
    expect(inShort(runRule(portNumber, { slice: slice(null) }).findings)).toEqual(['ports no-ports']);
  });

  it('asks for no ports in a slice without endpoints', () => {
    expect(runRule(portNumber, { slice: { endpoints: [], ports: [] } }).findings).toEqual([]);
  });

  it('judges a slice without ports by its endpoints, not by whether they are ready', () => {
    const endpoints = [{ addresses: ['10.1.2.3'], conditions: { ready: false } }];
    expect(inShort(runRule(portNumber, { slice: { endpoints, ports: [] } }).findings)).toEqual(['ports no-ports']);
  });
});
