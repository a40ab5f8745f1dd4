// Asks a webhook for verdicts as an API server does: three seconds for each review, and once more after a second when told to come again.
import type { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ca } from '../../admission/support.ts';
import { badSlice, body, goodSlice } from '../../admission/reviews.ts';
import { call, type Reply } from './call.ts';
import { CallFailed, WrongVerdict } from './tally.ts';

export const TIMEOUT_MS = 3000;
const PATH = `/validate?timeout=${TIMEOUT_MS / 1000}s`;

const answer = z.looseObject({
  kind: z.literal('AdmissionReview'),
  apiVersion: z.literal('admission.k8s.io/v1'),
  response: z.looseObject({ uid: z.string(), allowed: z.boolean() }),
});

export interface Asked {
  readonly port: number;
  /** `false`: a connection of its own. */
  readonly agent: Agent | false;
}

let asked = 0;

/** Every other review is of a slice that must be denied. Rejects with CallFailed or WrongVerdict. */
export async function askForVerdict({ port, agent }: Asked): Promise<void> {
  const isGood = asked++ % 2 === 0;
  const uid = `review-${asked}`;
  const review = body({ uid, object: isGood ? goodSlice() : badSlice() });
  const reply = await untilAnswered(() =>
    call({ port, agent, ca, method: 'POST', path: PATH, body: review, within: TIMEOUT_MS }),
  );
  checkVerdict(reply, uid, isGood);
}

/** Throws CallFailed unless `reply` is a review's answer, WrongVerdict if it is not the right one. */
export function checkVerdict({ status, text }: Reply, uid: string, allowed: boolean): void {
  if (status !== 200) throw new CallFailed(`${status}: ${text}`);
  const { response } = answer.parse(JSON.parse(text));
  if (response.uid !== uid || response.allowed !== allowed)
    throw new WrongVerdict(`${uid} must be ${allowed}: ${text}`);
}

async function untilAnswered(ask: () => Promise<Reply>): Promise<Reply> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const reply = await ask();
    const again = Number(reply.headers['retry-after'] ?? Number.NaN) * 1000;
    if (reply.status !== 503 || Number.isNaN(again) || performance.now() + again > deadline) return reply;
    await sleep(again);
  }
}
