import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hints } from '../../src/rules/hints.ts';
import { judgeEndpoints } from './judge-part.ts';
import { runRaw, runRule } from './run-rule.ts';

const hinted = fc.record({
  ready: fc.constantFrom(undefined, null, true, false),
  zones: fc.option(fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 })),
  nodes: fc.option(fc.array(fc.constantFrom('n1', 'n2'), { maxLength: 2 })),
});

function named(name: string): object {
  return { name };
}

describe('hints', () => {
  it('finds hints that kube-proxy ignores because some ready endpoints have none', () => {
    fc.assert(
      fc.property(fc.array(hinted, { maxLength: 6 }), (generated) => {
        const endpoints = generated.map(({ ready, zones, nodes }) => ({
          conditions: { ready },
          hints:
            zones === null && nodes === null
              ? null
              : { forZones: zones?.map(named) ?? null, forNodes: nodes?.map(named) ?? null },
        }));
        const ready = generated.map((one, index) => ({ ...one, index })).filter((one) => one.ready ?? true);
        const missing = (['zones', 'nodes'] as const).flatMap((kind) => {
          const without = ready.filter((one) => (one[kind] ?? []).length === 0);
          return without.length > 0 && without.length < ready.length
            ? [`endpoints[${without[0]?.index}].hints partial`]
            : [];
        });
        expect(judgeEndpoints(hints, endpoints)).toEqual(missing);
      }),
    );
  });

  it('allows eight hints of each kind and finds the ninth', () => {
    const names = (length: number) => Array.from({ length }, (_, index) => named(`z${index}`));
    expect(judgeEndpoints(hints, [{ hints: { forZones: names(8), forNodes: names(8) } }])).toEqual([]);
    expect(judgeEndpoints(hints, [{ hints: { forZones: names(9), forNodes: names(9) } }])).toEqual([
      'endpoints[0].hints.forZones too-many',
      'endpoints[0].hints.forNodes too-many',
    ]);
  });

  it('does not take eight hints for too many because one has no name', () => {
    const forZones = ['a', 'b', 'c', 'd', 'e', 'f', 'g', ''].map(named);
    expect(judgeEndpoints(hints, [{ hints: { forZones } }])).toEqual(['endpoints[0].hints.forZones[7].name empty']);
  });

  it('finds an empty name that is second of two', () => {
    expect(judgeEndpoints(hints, [{ hints: { forZones: [named('a'), named('')] } }])).toEqual([
      'endpoints[0].hints.forZones[1].name empty',
    ]);
  });

  it('finds each empty name, also on endpoints that are not ready', () => {
    const forZones = [named('a'), named(''), {}];
    const endpoint = { conditions: { ready: false }, hints: { forZones, forNodes: [named('')] } };
    expect(judgeEndpoints(hints, [endpoint])).toEqual([
      'endpoints[0].hints.forZones[1].name empty',
      'endpoints[0].hints.forZones[2].name empty',
      'endpoints[0].hints.forNodes[0].name empty',
    ]);
  });

  it('shows how many of the ready endpoints have a hint', () => {
    const zoned = { hints: { forZones: [named('a')] } };
    const slice = { endpoints: [zoned, {}, zoned, { conditions: { ready: false } }] };
    const { reports } = runRaw(hints, { slice });
    expect(reports.map(([id, { seen, data }]) => [id, seen, data])).toEqual([['partial', '2 of 3', { kind: 'zone' }]]);
  });

  it('does not count hints of endpoints that are not ready', () => {
    const down = { conditions: { ready: false }, hints: { forZones: [named('a')] } };
    expect(judgeEndpoints(hints, [down, {}])).toEqual([]);
  });

  it('says "at least" of more hints than are read', () => {
    const forZones = Array.from({ length: 250 }, () => ({ name: 'a' }));
    const { findings } = runRule(hints, { slice: { endpoints: [{ addresses: ['10.1.2.3'], hints: { forZones } }] } });
    expect(findings.map(({ id, seen }) => [id, seen])).toEqual([['too-many', 'at least 100']]);
  });
});
