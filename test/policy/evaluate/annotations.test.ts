import { expect, it } from 'vitest';
import { judge } from '../../../src/admission/review/judge.ts';
import { knownBadReview } from '../../../src/admission/review/known-bad.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { auditAnnotations } from '../../../src/policy/evaluate/annotations.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { Decision } from '../../../src/policy/subject.ts';
import { RULES } from '../../../src/rules/index.ts';

const SET = loadPolicies([], { rules: RULES, sha256, enforcement: 'audit' });
const UNDECIDED = { undecided: [{ rule: 'managed-by', needs: 'user' as const }] };

function decision(): Decision {
  const answer = judge(Buffer.from(JSON.stringify(knownBadReview('jane'))), SET, sha256);
  if (answer.decision === undefined) throw new Error('not judged');
  return answer.decision;
}

it('names the action, the original action and what capped it', () => {
  expect(auditAnnotations(decision(), SET, 'd')['findings']).toContain(
    'audit (deny, capped by enforcement) port-number/',
  );
});

it('has nothing for rules that are only undecided, unless they deny', () => {
  const nothing = { ...decision(), findings: [], counts: { deny: 0, warn: 0, audit: 0 }, ...UNDECIDED };
  expect(auditAnnotations(nothing, SET, 'd')).toEqual({});
  expect(auditAnnotations({ ...nothing, allowed: false }, SET, 'd')).toMatchObject({
    findings: 'undecided managed-by needs user',
    digest: 'd',
  });
});
