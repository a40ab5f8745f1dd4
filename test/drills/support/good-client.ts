// A client that means well, on a connection of its own, all the while that others do not: what the attack costs it is what counts.
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { keepAliveAgent } from './call.ts';
import type { Replica } from './replica.ts';
import { askForVerdict } from './reviewer.ts';
import { Tally } from './tally.ts';

export interface GoodClient {
  /** Reviews on a connection that it keeps. */
  readonly kept: Tally;
  /** Reviews on a new connection each. */
  readonly fresh: Tally;
  /** Resolves when its last review has been answered. */
  readonly stop: () => Promise<void>;
}

const PAUSE_MS = 20;

export function startGoodClient({ port }: Replica): GoodClient {
  const agent = keepAliveAgent(1);
  onTestFinished(() => agent.destroy());
  const [kept, fresh] = [new Tally(), new Tally()];
  const stop = new AbortController();
  const ask = async (tally: Tally, over: typeof agent | false): Promise<void> => {
    while (!stop.signal.aborted) {
      await tally.count(() => askForVerdict({ port, agent: over }));
      await sleep(PAUSE_MS);
    }
  };
  const asking = Promise.all([ask(kept, agent), ask(fresh, false)]);
  return {
    kept,
    fresh,
    async stop() {
      stop.abort();
      await asking;
    },
  };
}
