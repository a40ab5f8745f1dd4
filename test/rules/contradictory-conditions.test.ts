import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictoryConditions } from '../../src/rules/contradictory-conditions.ts';
import { judgeEndpoints } from './judge-part.ts';

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
});
