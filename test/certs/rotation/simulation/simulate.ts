// Three years of a cluster, from a seed.
import { TIMING, type Timing } from '../../../../src/certs/plan/timing.ts';
import { plan } from '../../../../src/certs/plan/plan.ts';
import { Cluster, DAY } from './cluster.ts';
import { Controller, type Planner } from './controller.ts';
import { disturb, type Disturbances } from './disturb.ts';
import { Random } from './random.ts';
import { Witness } from './witness.ts';

export interface Scenario {
  readonly seed: number;
  readonly days?: number;
  readonly planner?: Planner;
  readonly timing?: Partial<Timing>;
  /** Every request arrives at once, and the controller is always there. */
  readonly isLucky?: boolean;
}

export interface Outcome {
  readonly violations: readonly string[];
  readonly looks: number;
  readonly events: number;
  readonly isInstalled: boolean;
  /** How long configurations were as someone else had written them, until the write that repaired them. */
  readonly repairs: readonly number[];
  readonly counts: Controller['counts'];
  readonly failures: Controller['failures'];
  readonly disturbances: Disturbances;
}

/** Lives of authority and leaf in days: what is issued, and shorter ones that make more rotations. */
const LIVES = [
  [3652, 365],
  [365, 90],
  [120, 30],
] as const;

export const START = Date.UTC(2026, 10, 28);

export function simulate({ seed, days = 3 * 365, planner = plan, timing = {}, isLucky = false }: Scenario): Outcome {
  const random = new Random(seed);
  const [authority, leaf] = LIVES[seed % LIVES.length] ?? LIVES[0];
  const cluster = new Cluster(random, START, {
    apiServers: random.pick([1, 3]),
    replicas: random.pick([1, 2, 3]),
    configurations: new Map([['validating', 2], ...(random.chance(0.5) ? ([['mutating', 1]] as const) : [])]),
  });
  const controller = new Controller(cluster, {
    planner,
    timing: { ...TIMING, ...timing },
    lifetimes: { authority: authority * DAY, leaf: leaf * DAY },
    isLucky,
  });
  const witness = new Witness(cluster);
  for (const replica of cluster.replicas) cluster.restart(replica);
  const disturbances = disturb(cluster, controller, witness, isLucky ? 0 : (leaf / 4) * DAY);
  const end = START + days * DAY;
  let events = 0;
  for (let next = cluster.agenda.take(); next !== undefined && next.at < end; next = cluster.agenda.take()) {
    cluster.now = next.at;
    witness.look('time has passed');
    next.run();
    witness.look('something has happened');
    events++;
  }
  const { violations, looks, isInstalled, repairs } = witness;
  return {
    violations,
    repairs,
    looks,
    events,
    isInstalled,
    counts: controller.counts,
    failures: controller.failures,
    disturbances,
  };
}
