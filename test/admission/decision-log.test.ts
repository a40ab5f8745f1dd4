// Which reviews have a log line: what is only undecided has one a minute, and a bug too.
import { expect, it } from 'vitest';
import { DecisionLog } from '../../src/admission/decision-log.ts';
import { createLog } from '../../src/admission/log.ts';
import { judge, type Answer } from '../../src/admission/review/judge.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { Undecided } from '../../src/policy/subject.ts';
import { RULES } from '../../src/rules/index.ts';
import { body } from './reviews.ts';

const SET = loadPolicies([], { rules: RULES, sha256 });

function undecided(...list: readonly Undecided[]): Answer {
  const answer = judge(body(), SET, sha256);
  if (answer.decision === undefined) throw new Error('not judged');
  return { ...answer, decision: { ...answer.decision, undecided: list } };
}

function logging(share = 0) {
  const clock = { now: 0 };
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ write: (line) => void lines.push(JSON.parse(line)) }, () => new Date(0));
  const decisions = new DecisionLog(log, { sampling: { share, random: () => 0.5 }, monotonic: () => clock.now });
  return { clock, lines, decisions };
}

it('logs an undecided rule once a minute for each fact, with the number of reviews', () => {
  const { clock, lines, decisions } = logging();
  for (const now of [0, 1000, 59_000, 60_000]) {
    clock.now = now;
    decisions.answered(undecided({ rule: 'managed-by', needs: 'user' }), 0);
  }
  decisions.answered(undecided({ rule: 'managed-by', needs: 'oldObject' }), 0);
  expect(lines).toMatchObject([
    { msg: 'undecided', rule: 'managed-by', needs: 'user', reviews: 1 },
    { msg: 'undecided', rule: 'managed-by', needs: 'user', reviews: 3 },
    { msg: 'undecided', rule: 'managed-by', needs: 'oldObject', reviews: 1 },
  ]);
});

it('samples reviews with undecided rules like clean ones', () => {
  const { lines, decisions } = logging(1);
  decisions.answered(undecided({ rule: 'managed-by', needs: 'user' }), 0);
  expect(lines[1]).toMatchObject({ msg: 'review', allowed: true, undecided: ['managed-by user'] });
});

it('logs the bug of a rule as an error, at most once a minute', () => {
  const { clock, lines, decisions } = logging();
  const error = new Error('a bug');
  for (const now of [0, 1, 61_000]) {
    clock.now = now;
    decisions.answered(undecided({ rule: 'zone', needs: 'bug', error }), 0);
  }
  const line = { level: 'error', uid: 'b3c2-1', rule: 'zone', err: { message: 'a bug' } };
  expect(lines).toMatchObject([line, { ...line, suppressed: 1 }]);
});
