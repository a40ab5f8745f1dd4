import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictoryConditions } from '../../src/rules/contradictory-conditions.ts';
import { judgeEndpoints } from './judge-part.ts';
import { runRule } from './run-rule.ts';

const flag = fc.constantFrom(undefined, null, true, false);

describe('contradictory-conditions', () => {
  it("agrees with the controller's ready = serving && !terminating for every endpoint that is ready", () => {
    fc.assert(
      fc.property(flag, flag, flag, (ready, serving, terminating) => {
        const claimed = ready ?? true;
        const consistent = (serving ?? true) && !(terminating ?? false);
        const id = terminating === true ? 'terminating' : 'not-serving';
        expect(judgeEndpoints(contradictoryConditions, [{ conditions: { ready, serving, terminating } }])).toEqual(
          claimed && !consistent ? [`endpoints[0].conditions.ready ${id}`] : [],
        );
      }),
    );
  });

  it('shows whether ready was written or only follows from its absence', () => {
    const endpoints = [
      { conditions: { ready: true, terminating: true } },
      { conditions: { terminating: true } },
      { conditions: { ready: null, serving: false } },
    ];
    const { findings } = runRule(contradictoryConditions, { slice: { endpoints } });
    expect(findings.map(({ seen, expected }) => [seen, expected])).toEqual([
      ['true', 'false'],
      ['', 'false'],
      ['', 'false'],
    ]);
  });
});
