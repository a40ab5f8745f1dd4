// Plans that are wrong on purpose, each as somebody could have written it: what the simulation must find.
import { authoritiesOf } from '../../../../src/certs/plan/authorities.ts';
import { plan } from '../../../../src/certs/plan/plan.ts';
import { publishSteps } from '../../../../src/certs/plan/publish.ts';
import { secretStep } from '../../../../src/certs/plan/secret.ts';
import type { Authority, State } from '../../../../src/certs/plan/state.ts';
import type { Timing } from '../../../../src/certs/plan/timing.ts';
import type { Planner } from './controller.ts';

export interface BrokenPlan {
  readonly name: string;
  readonly planner?: Planner;
  readonly timing?: Partial<Timing>;
}

export const BROKEN_PLANS: readonly BrokenPlan[] = [
  {
    name: 'drops the old authority without having reached the replicas',
    planner: (state, now, timing) => plan(withReplicasOnCurrent(state), now, timing),
    timing: { overlap: 0 },
  },
  {
    name: 'drops the old authority when the first replica serves from the new one',
    planner: (state, now, timing) => plan({ ...state, replicas: state.replicas.slice(0, 1) }, now, timing),
    timing: { overlap: 0 },
  },
  {
    name: 'drops the old authority as soon as every replica was seen, though one may start with an older Secret',
    timing: { overlap: 0 },
  },
  {
    name: 'takes a replica that was not reached for one that has moved on',
    planner: (state, now, timing) =>
      plan({ ...state, replicas: state.replicas.filter(({ servesFrom }) => servesFrom !== undefined) }, now, timing),
    timing: { overlap: 0 },
  },
  {
    name: 'issues a leaf of an authority before it is published',
    planner: (state, now, timing) => [
      ...publishSteps(state, now, timing),
      secretStep({ ...state, configurations: [] }, now, timing),
    ],
  },
  {
    name: 'issues a leaf of an authority before API servers have noticed it',
    timing: { publishedFor: 0 },
  },
  {
    name: 'asks one of two configurations only before it issues',
    planner: (state, now, timing) => [
      ...publishSteps(state, now, timing),
      secretStep({ ...state, configurations: state.configurations.slice(0, 1) }, now, timing),
    ],
    timing: { publishedFor: 0 },
  },
  {
    name: 'renews a leaf when it has ended',
    timing: { renewLeafAfter: 1 },
  },
  {
    name: 'replaces an authority when it has ended',
    timing: { renewCaAfter: 1 },
  },
  {
    name: 'publishes what is in the Secret alone, so that an authority that was lost with it is no longer trusted',
    planner: (state, now, timing) => [...publishSteps(onlyKnown(state), now, timing), secretStep(state, now, timing)],
  },
  {
    name: 'publishes a new authority in place of the old one',
    planner: (state, now, timing) => [
      ...publishSteps(onlyKnown({ ...state, secret: { ...state.secret, previous: [] } }), now, timing),
      secretStep(state, now, timing),
    ],
  },
];

function withReplicasOnCurrent(state: State): State {
  const { current } = state.secret;
  const servesFrom = current === undefined ? [] : [current.id];
  return { ...state, replicas: state.replicas.map(({ name }) => ({ name, servesFrom })) };
}

/** Blind to what is published beyond the Secret, as long as the Secret holds anything. */
function onlyKnown(state: State): State {
  const known = new Set(authoritiesOf(state.secret).map(({ id }) => id));
  if (known.size === 0) return state;
  const isKnown = ({ id }: Authority): boolean => known.has(id);
  return {
    ...state,
    configurations: state.configurations.map((configuration) => ({
      ...configuration,
      bundles: configuration.bundles.map(({ authorities, isClean }) => ({
        authorities: authorities.filter(isKnown),
        isClean: isClean && authorities.every(isKnown),
      })),
    })),
  };
}
