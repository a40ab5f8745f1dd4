// Rolling restarts under load: no write fails, no review goes unanswered, no verdict is wrong. And kill -9: only what was in flight is lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { keepAliveAgent } from './support/call.ts';
import { mebibytes, printFigures } from './support/figures.ts';
import { useGuarded } from './support/guarded.ts';
import { openLoop } from './support/pace.ts';
import { askForVerdict } from './support/reviewer.ts';
import { scaled } from './support/scale.ts';
import { Tally } from './support/tally.ts';

const guarded = useGuarded();
const seconds = scaled(180);
const WRITES = { perSecond: 40, seconds };
const REVIEWS = { perSecond: 120, seconds };

/** Every other review comes on a connection of its own, so that new connections are tried as well as kept ones. */
function steadyLoad(ignored: boolean): { writes: Tally; reviews: Tally; done: Promise<string> } {
  const { balancer, writer } = guarded();
  const agent = keepAliveAgent();
  onTestFinished(() => agent.destroy());
  const [writes, reviews] = [new Tally(), new Tally()];
  const done = Promise.all([
    openLoop(WRITES, () => writes.count(() => writer.write({ ignored }))),
    openLoop(REVIEWS, (index) =>
      reviews.count(() => askForVerdict({ port: balancer.port, agent: index % 2 === 0 ? agent : false })),
    ),
  ]).then(([{ rate: written }, { rate: asked }]) => `${written} writes and ${asked} reviews a second`);
  return { writes, reviews, done };
}

it('loses nothing while one replica after the other is restarted with SIGTERM', async () => {
  const { replicas, writer } = guarded();
  const openBefore = await writer.failedOpen();
  const { writes, reviews, done } = steadyLoad(false);
  const end = Date.now() + seconds * 1000;
  let restarts = 0;
  for (let turn = 0; Date.now() + 4000 < end; turn++) {
    const replica = replicas[turn % 2 === 0 ? 0 : 1];
    expect(await replica.stop('SIGTERM')).toBe(0);
    await replica.start();
    restarts++;
    await sleep(1000);
  }
  const rate = await done;
  const failedOpen = (await writer.failedOpen()) - openBefore;
  printFigures('drill: restart with SIGTERM', {
    'arrival rate': rate,
    restarts,
    ...writes.figures('writes'),
    'writes: let pass unjudged': failedOpen,
    ...reviews.figures('reviews'),
    memory: (await Promise.all(replicas.map((replica) => replica.residentMemory()))).map(mebibytes).join(', '),
  });
  expect(restarts).toBeGreaterThan(1);
  expect([writes.failures, writes.wrong, reviews.failures, reviews.wrong, failedOpen]).toEqual([[], [], [], [], 0]);
});

it('loses only what is in flight when a replica is killed', async () => {
  const { replicas, writer } = guarded();
  const openBefore = await writer.failedOpen();
  const { writes, reviews, done } = steadyLoad(true);
  const end = Date.now() + seconds * 1000;
  const inFlight = { writes: 0, reviews: 0 };
  let kills = 0;
  for (let turn = 0; Date.now() + 3000 < end; turn++) {
    const replica = replicas[turn % 2 === 0 ? 0 : 1];
    // In flight is what began before the process was gone and had not ended when it was told to go.
    const [writesBefore, reviewsBefore] = [writes.calls - writes.inFlight, reviews.calls - reviews.inFlight];
    await replica.stop('SIGKILL');
    inFlight.writes += writes.calls - writesBefore;
    inFlight.reviews += reviews.calls - reviewsBefore;
    kills++;
    await replica.start();
    await sleep(500);
  }
  const rate = await done;
  const failedOpen = (await writer.failedOpen()) - openBefore;
  printFigures('drill: kill -9', {
    'arrival rate': rate,
    kills,
    ...writes.figures('writes'),
    'writes: let pass unjudged, of which bad': `${failedOpen}, ${writer.badStored} (in flight at the kills: ${inFlight.writes})`,
    ...reviews.figures('reviews'),
    'reviews: in flight at the kills': inFlight.reviews,
  });
  expect(kills).toBeGreaterThan(1);
  expect([writes.failures, writes.wrong, reviews.wrong]).toEqual([[], [], []]);
  expect(failedOpen).toBeLessThanOrEqual(inFlight.writes);
  expect(writer.badStored).toBeLessThanOrEqual(failedOpen);
  expect(reviews.failures.length).toBeLessThanOrEqual(inFlight.reviews);
});
