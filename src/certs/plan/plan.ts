// The rotation of certificates as a pure function of what is there.
import { publishSteps } from './publish.ts';
import { secretStep } from './secret.ts';
import type { State } from './state.ts';
import type { Step } from './step.ts';
import { TIMING, type Timing } from './timing.ts';

/**
 * What to do now: at most one write for each object, none of which needs another one. Whichever of them succeed, and in
 * whatever order, what a replica serves is verified by what is published. Read, plan and write again until there are
 * only pauses.
 *
 * `now` is the time of the API server (the `Date` of its answers), because API servers are those who verify: then a
 * clock of our own that jumps does no harm. In milliseconds since 1970.
 *
 * In every mode but self-managed there is nothing to do: others write the Secret and caBundle.
 */
export function plan(state: State, now: number, timing: Timing = TIMING): readonly Step[] {
  if (state.mode !== 'self-managed') return [];
  return [...publishSteps(state, now, timing), secretStep(state, now, timing)];
}
