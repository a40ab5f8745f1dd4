import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/admission/review/judge.ts';
import { knownBadReview } from '../../../src/admission/review/known-bad.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { valueAt } from '../../../src/model/json-patch.ts';
import { KUBERNETES_VERSIONS } from '../../../src/model/kubernetes-version.ts';
import { judgeWrite } from '../../../src/model/validation/validate.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { RULES } from '../../../src/rules/index.ts';

const review = knownBadReview('jane');

describe('knownBadReview', () => {
  it('is denied by the preset recommended, for more than one reason', () => {
    const set = loadPolicies([], { rules: RULES, sha256 });
    const { allowed, decision, facts } = judge(Buffer.from(JSON.stringify(review)), set, sha256);
    expect(allowed).toBe(false);
    expect(
      new Set(decision?.findings.filter(({ action }) => action === 'deny').map(({ rule }) => rule)).size,
    ).toBeGreaterThan(1);
    expect(facts).toMatchObject({ operation: 'CREATE', user: 'jane', dryRun: false });
  });

  it.each(KUBERNETES_VERSIONS)('is stored by Kubernetes %s, which warns only of its address type', (version) => {
    const { faults, warnings } = judgeWrite(valueAt(review, ['request', 'object']), { version });
    expect(faults).toEqual([]);
    expect(warnings.map(({ kind }) => kind)).toEqual(['fqdn-deprecated']);
  });
});
