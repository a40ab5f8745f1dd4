import { describe, expect, it } from 'vitest';
import { hostname } from '../../src/rules/hostname.ts';
import { judgeEndpoints } from './judge-part.ts';
import { runRaw } from './run-rule.ts';

function at(address: string, name: string | null, terminating = false): object {
  return { addresses: [address], hostname: name, conditions: { terminating } };
}

describe('hostname', () => {
  it('leaves one address twice under one name to duplicate-address', () => {
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.3', 'db-0')])).toEqual([]);
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.4', 'db-0')])).toEqual([
      'endpoints[1].hostname repeated',
    ]);
  });

  it('allows a terminating endpoint and its successor to have the same name, in either order', () => {
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'db-0', true), at('10.1.2.4', 'db-0')])).toEqual([]);
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.4', 'db-0', true)])).toEqual([]);
  });

  it('compares each endpoint with the first one of its name', () => {
    const endpoints = [at('10.1.2.3', 'a'), at('10.1.2.4', 'a'), at('10.1.2.5', null), at('10.1.2.6', 'a')];
    expect(judgeEndpoints(hostname, endpoints)).toEqual([
      'endpoints[1].hostname repeated',
      'endpoints[3].hostname repeated',
    ]);
  });

  it('accepts DNS labels of up to 63 characters and nothing else', () => {
    const label = 'a'.repeat(63);
    for (const good of ['a', '0', 'a-b', label]) expect(judgeEndpoints(hostname, [at('10.1.2.3', good)])).toEqual([]);
    for (const bad of ['', '-a', 'a-', 'A', 'a.b', 'a_b', `${label}a`, 'a\n'])
      expect(judgeEndpoints(hostname, [at('10.1.2.3', bad)])).toEqual(['endpoints[0].hostname invalid']);
  });

  it('names the first endpoint of the name, also when it is not the one before', () => {
    const slice = { endpoints: [at('10.1.2.3', 'a'), at('10.1.2.4', 'b'), at('10.1.2.5', 'a')] };
    const { reports } = runRaw(hostname, { slice });
    expect(reports.map(([, { at: place, data }]) => [place, data])).toEqual([
      [['endpoints', 2, 'hostname'], { other: ['endpoints', 0] }],
    ]);
  });

  it('reports a name that is neither a label nor unique for both faults', () => {
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'A'), at('10.1.2.4', 'A')])).toEqual([
      'endpoints[0].hostname invalid',
      'endpoints[1].hostname invalid',
      'endpoints[1].hostname repeated',
    ]);
  });

  it('does not take different names for the same, whatever they are called', () => {
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.4', 'db-00')])).toEqual([]);
    expect(judgeEndpoints(hostname, [at('10.1.2.3', 'constructor'), at('10.1.2.4', '__proto__')])).toEqual([
      'endpoints[1].hostname invalid',
    ]);
  });
});
