// What the two paths of the webhook do with a body: judge or mutate it, count it, log it.
import type { Hash } from '../policy/evaluate/digest.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { DecisionLog } from './decision-log.ts';
import type { Leftovers } from './http/leftovers.ts';
import type { Body } from './http/receive.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { NotJudgedLog } from './not-judged-log.ts';
import { judge, judgeOversized, type Answer } from './review/judge.ts';
import { mutate, mutateOversized, type Mutation } from './review/mutate.ts';

export interface DoorsDeps {
  readonly policies: () => PolicySet;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly leftovers: Leftovers;
  readonly hash: Hash;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly maxBodyBytes: number;
  readonly maxMutateBytes: number;
  /** The share of clean reviews that are logged, 0 to 1. */
  readonly logSample: number;
}

export class Doors {
  readonly #deps: DoorsDeps;
  readonly #decisions: DecisionLog;
  readonly #notJudged: NotJudgedLog;

  constructor(deps: DoorsDeps) {
    this.#deps = deps;
    const { log, monotonic, random, logSample } = deps;
    this.#decisions = new DecisionLog(log, { sampling: { share: logSample, random }, monotonic });
    this.#notJudged = new NotJudgedLog(monotonic);
  }

  validate(body: Body): Answer {
    const { policies, metrics, log, leftovers, hash, maxBodyBytes } = this.#deps;
    leftovers.judged(sizeOf(body));
    const begin = this.#deps.monotonic();
    const set = policies();
    const answer = body.kind === 'over' ? judgeOversized(body.head, maxBodyBytes, set) : judge(body.bytes, set, hash);
    const seconds = this.#secondsSince(begin);
    metrics.answered(answer, seconds);
    if (answer.isOurs) this.#decisions.answered(answer, seconds);
    else this.#notJudged.warn(log, answer);
    return answer;
  }

  mutate(body: Body): Mutation {
    const { policies, metrics, log, leftovers, maxMutateBytes } = this.#deps;
    leftovers.judged(sizeOf(body));
    const begin = this.#deps.monotonic();
    const mutation = body.kind === 'over' ? mutateOversized(body.head, maxMutateBytes) : mutate(body.bytes, policies());
    metrics.mutated(mutation);
    if (mutation.outcome === 'not_judged') this.#notJudged.warn(log, mutation);
    else this.#decisions.mutated(mutation, this.#secondsSince(begin));
    return mutation;
  }

  #secondsSince(begin: number): number {
    return (this.#deps.monotonic() - begin) / 1000;
  }
}

function sizeOf(body: Body): number {
  return body.kind === 'whole' ? body.bytes.length : body.head.length;
}
