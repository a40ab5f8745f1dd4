// The validators against a real API server: random near-valid slices and v1 Endpoints, and updates of both, the same verdict on each. SLICEWARD_SEED repeats a run.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearestKubernetes, type KubernetesVersion } from '../../src/model/kubernetes-version.ts';
import { Judge } from '../control-plane/judge.ts';
import type { Case } from '../control-plane/verdicts.ts';
import { scaled, SEED } from '../drills/support/scale.ts';
import { anyEndpoints, anyEndpointsUpdate } from '../oracle/endpoints.ts';
import { disagreement, ours, theirs, type Said } from '../oracle/compare.ts';
import { slices } from '../oracle/slices.ts';
import { updates } from '../oracle/updates.ts';
import { startControlPlane, type ControlPlane } from './harness/control-plane.ts';

/** As many streams of questions at once keep both cores busy; each has a seed of its own. */
const STREAMS = 4;
const TIMEOUT_MS = 900_000;

let plane: ControlPlane;
let judge: Judge;
let version: KubernetesVersion;

beforeAll(async () => {
  plane = await startControlPlane();
  judge = new Judge(plane);
  const running = await judge.version();
  const nearest = nearestKubernetes(running);
  if (nearest === undefined || !running.startsWith(`${nearest}.`))
    throw new Error(`no verdicts are known for Kubernetes ${running}`);
  version = nearest;
});

afterAll(async () => {
  await judge?.close();
  await plane?.stop(false);
});

describe('the same verdict as the API server', { timeout: TIMEOUT_MS }, () => {
  it('on slices that are created', async () => {
    const tally = await compare(scaled(20_000), () => slices.map((value) => ({ value })));
    tally.print('creates');
    expect(tally.accepted).toBeGreaterThan(0);
    expect([...tally.reasons.keys()].toSorted()).toEqual(REASONS);
  });

  it('on slices that are updated', async () => {
    // Updates of one object wait for each other, so each stream has an object of its own.
    const tally = await compare(scaled(5000), (stream) =>
      updates.map(({ value, stored }) => ({ value: renamed(value, stream), stored: renamed(stored, stream) })),
    );
    tally.print('updates');
    expect(tally.accepted).toBeGreaterThan(0);
    expect([...tally.reasons.keys()]).toContain('FieldValueForbidden');
  });
});

describe('the same verdict as the API server on v1 Endpoints', { timeout: TIMEOUT_MS }, () => {
  it('that are created', async () => {
    const tally = await compare(scaled(5000), () => anyEndpoints.map((value) => ({ value })));
    tally.print('creates of Endpoints');
    expect(tally.accepted).toBeGreaterThan(0);
    // No list of Endpoints has a limit, and none must be without duplicates.
    const unknown = new Set(['FieldValueDuplicate', 'FieldValueTooMany']);
    expect([...tally.reasons.keys()].toSorted()).toEqual(REASONS.filter((reason) => !unknown.has(reason)));
  });

  it('that are updated', async () => {
    const tally = await compare(scaled(2000), (stream) =>
      anyEndpointsUpdate.map(({ value, stored }) => ({
        value: renamed(value, stream),
        stored: renamed(stored, stream),
      })),
    );
    tally.print('updates of Endpoints');
    expect(tally.accepted).toBeGreaterThan(0);
    expect([...tally.reasons.keys()]).toContain('FieldValueForbidden');
  });
});

/** On create; an update may also be forbidden. */
const REASONS = [
  'FieldValueDuplicate',
  'FieldValueInvalid',
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
];

function renamed(value: { readonly metadata: object }, stream: number): object {
  return { ...value, metadata: { ...value.metadata, name: `updated-${stream}` } };
}

class Tally {
  accepted = 0;
  refused = 0;
  warned = 0;
  readonly reasons = new Map<string, number>();

  add({ causes, warned }: Said): void {
    if (causes.length === 0) this.accepted++;
    else this.refused++;
    if (warned.length > 0) this.warned++;
    for (const reason of new Set(causes.map((cause) => cause.slice(0, cause.indexOf(' '))))) {
      this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    }
  }

  print(what: string): void {
    const reasons = [...this.reasons].map(([reason, count]) => `${reason} ${count}`).toSorted();
    console.log(
      `oracle: ${this.accepted + this.refused} ${what} on Kubernetes ${version}, SLICEWARD_SEED=${SEED}: 0 disagreements; ` +
        `${this.accepted} accepted, ${this.warned} warned of, ${this.refused} refused (objects by reason: ${reasons.join(', ')})`,
    );
  }
}

/** Throws with the smallest write on which there is disagreement, if there is one. */
async function compare(count: number, writes: (stream: number) => fc.Arbitrary<Case>): Promise<Tally> {
  const tally = new Tally();
  const streams = Array.from({ length: STREAMS }, (_, stream) =>
    fc.assert(
      fc.asyncProperty(writes(stream), async (write) => {
        const sent: Case = JSON.parse(JSON.stringify(write));
        const verdict = await judge.judge(sent);
        if (verdict === undefined) throw new Error(`the API server does not judge\n${show(sent)}`);
        const server = theirs(verdict);
        const difference = disagreement(ours(sent, version), server);
        if (difference !== undefined) throw new Error(`${difference}\n${show(sent)}`);
        tally.add(server);
      }),
      { seed: SEED + stream, numRuns: Math.ceil(count / STREAMS), endOnFailure: false },
    ),
  );
  await Promise.all(streams);
  return tally;
}

function show(write: Case): string {
  return JSON.stringify(write).slice(0, 4000);
}
