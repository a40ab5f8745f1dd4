// Bodies that nobody should send: each is answered in good form, none crashes, slows others or stays in memory.
import { expect, it, onTestFinished } from 'vitest';
import { ca } from '../admission/support.ts';
import { call, keepAliveAgent } from './support/call.ts';
import { mebibytes, printFigures } from './support/figures.ts';
import { startGoodClient } from './support/good-client.ts';
import { hostileBody } from './support/hostile-bodies.ts';
import { random, scaled, SEED } from './support/scale.ts';
import { useReplica } from './support/single.ts';
import { checkAnswer } from './support/well-formed.ts';

/** Every rule that can mend may. */
const POLICY = `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: mends}
spec:
  preset: recommended
  rules:
    canonical-address: {fix: true}
    duplicate-address: {fix: true}
    explicit-conditions: {fix: true}
    managed-by: {fix: true, options: {value: shop.example.com}}
    port-name: {fix: true, options: {unnamed: main}}
    required-labels: {action: warn, fix: true, options: {labels: {team: ".+"}, defaults: {team: shop}}}
`;

const replica = useReplica({ policy: POLICY });
const BODIES = scaled(100_000);
const SENDERS = 8;
const SAMPLES = 20;

it('answers every one of them in good form', async () => {
  const agent = keepAliveAgent();
  onTestFinished(() => agent.destroy());
  const next = random(SEED);
  const { port } = replica();
  const memory = [await replica().residentMemory()];
  const kinds = new Map<string, number>();
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const good = startGoodClient(replica());
  const start = performance.now();
  let [sent, patched] = [0, 0];
  const send = async (): Promise<void> => {
    while (sent < BODIES) {
      const number = ++sent;
      const body = hostileBody(next);
      const door = number % 4 === 0 ? '/mutate' : '/validate';
      try {
        const reply = await call({ port, agent, ca, method: 'POST', path: door, body: body.bytes });
        const { status, isPatched } = checkAnswer(body, door, reply);
        if (isPatched) patched++;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      } catch (error) {
        faults.push(
          `${number} ${body.kind} (${body.bytes.length} bytes, ${body.bytes.toString('latin1', 0, 300)}): ${String(error)}`,
        );
      }
      kinds.set(body.kind, (kinds.get(body.kind) ?? 0) + 1);
      if (number % (BODIES / SAMPLES) === 0) memory.push(await replica().residentMemory());
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  const seconds = (performance.now() - start) / 1000;
  await good.stop();
  printFigures(`drill: hostile bodies (SLICEWARD_SEED=${SEED})`, {
    bodies: `${BODIES} in ${Math.round(seconds)} s, ${Math.round(BODIES / seconds)} a second`,
    kinds: [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', '),
    'answers by HTTP status': [...statuses].map(([status, count]) => `${status}: ${count}`).join(', '),
    'answers in bad form': faults.length,
    patches: patched,
    'memory before, then 20 samples': memory.map(mebibytes).join(', '),
    ...good.kept.figures('good client, kept connection'),
    ...good.fresh.figures('good client, new connections'),
  });
  expect(faults.slice(0, 10)).toEqual([]);
  expect(await replica().metric('sliceward_errors_total{reason="bug"}')).toBe(0);
  expect(await replica().metric('sliceward_errors_total{reason="rule_bug"}')).toBe(0);
  expect([good.kept, good.fresh].map(({ failures, wrong }) => [...failures, ...wrong])).toEqual([[], []]);
  expect(await replica().metric('sliceward_errors_total{reason="fix_bug"}')).toBe(0);
  expect(patched).toBeGreaterThan(0);
  expect(isFlat(memory)).toBe(true);
});

/** A leak grows with the number of bodies; what garbage collection leaves lying about does not: the second half may not reach beyond the first. */
function isFlat(samples: readonly number[]): boolean {
  const half = Math.ceil(samples.length / 2);
  return Math.max(...samples.slice(half)) <= Math.max(...samples.slice(0, half)) * 1.25 + 32 * 1024 ** 2;
}
