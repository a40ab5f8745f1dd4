import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/admission/review/judge.ts';
import { knownBadReview } from '../../../src/admission/review/known-bad.ts';
import {
  allowed,
  allowedUnjudged,
  decided,
  denied,
  errored,
  patched,
  writeReview,
} from '../../../src/admission/review/respond.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import type { Decision } from '../../../src/policy/subject.ts';
import { RULES } from '../../../src/rules/index.ts';

const DENYING = loadPolicies([], { rules: RULES, sha256 });
const WARNING = loadPolicies([], { rules: RULES, sha256, enforcement: 'warn' });

function decision(set: PolicySet): Decision {
  const judged = judge(Buffer.from(JSON.stringify(knownBadReview('jane'))), set, sha256).decision;
  if (judged === undefined) throw new Error('not judged');
  return judged;
}

describe('an answer that allows', () => {
  it('says nothing else where there is nothing to say', () => {
    expect(allowed()).toEqual({ allowed: true });
    expect(allowed({ warnings: [], auditAnnotations: {} })).toEqual({ allowed: true });
    const nothing = { ...decision(WARNING), findings: [], counts: { deny: 0, warn: 0, audit: 0 }, undecided: [] };
    expect(decided(nothing, WARNING, undefined)).toEqual({ allowed: true });
  });

  it('has warnings and annotations of the decision, but no status', () => {
    const answer = decided(decision(WARNING), WARNING, 'sha256:x');
    expect(Object.keys(answer)).toEqual(['allowed', 'warnings', 'auditAnnotations']);
    expect(answer.auditAnnotations).toMatchObject({ digest: 'sha256:x' });
    expect(decided(decision(WARNING), WARNING, undefined)).not.toHaveProperty('auditAnnotations');
  });
});

describe('an answer that denies', () => {
  it('is 403 with the message and a cause for each finding', () => {
    const { findings, ...rest } = decision(DENYING);
    const denials = findings.filter(({ action }) => action === 'deny');
    const { allowed: isAllowed, status } = decided({ ...rest, findings }, DENYING, 'sha256:x');
    expect(isAllowed).toBe(false);
    expect(status).toMatchObject({ status: 'Failure', code: 403, reason: 'Forbidden' });
    expect(status?.message).toContain('[port-number]');
    expect(status?.details?.causes.map(({ field }) => field)).toEqual(
      expect.arrayContaining(denials.map(({ field }) => field)),
    );
  });

  it('has no details where there is no cause', () => {
    const { status } = denied({ ...decision(DENYING), findings: [], undecided: [{ rule: 'zone', needs: 'user' }] });
    expect(status).not.toHaveProperty('details');
  });

  it('is no answer to an object that cannot be judged', () => {
    expect(errored(400, 'cannot be read')).toEqual({
      allowed: false,
      status: { status: 'Failure', code: 400, reason: 'BadRequest', message: 'cannot be read' },
    });
    expect(errored(413, 'too large').status).toMatchObject({ code: 413, reason: 'RequestEntityTooLarge' });
  });
});

describe('an answer with a patch', () => {
  it('has the operations as JSON in base64', () => {
    const operations = [{ op: 'add', path: '/metadata/labels/ü', value: '~~~~???' }] as const;
    const { patch = '', ...rest } = patched(operations, { warnings: ['fixed'] });
    expect(rest).toEqual({ allowed: true, warnings: ['fixed'], patchType: 'JSONPatch' });
    // As Go reads it: with + and /, not the letters of URLs.
    expect(patch).toMatch(/^[A-Za-z0-9+/]*[+/][A-Za-z0-9+/]*=*$/);
    expect(JSON.parse(Buffer.from(patch, 'base64').toString('utf8'))).toEqual(operations);
  });
});

describe('an answer to what was not judged', () => {
  it.each(['system:node:a', 'system:serviceaccount:shop:web', ''])(
    'warns no component of the cluster: "%s"',
    (user) => {
      expect(allowedUnjudged({ user }, 'too large')).toEqual({ allowed: true });
    },
  );

  it.each(['jane', 'system', 'my-system:x'])('warns a user: %s', (user) => {
    expect(allowedUnjudged({ user }, 'too large')).toEqual({
      allowed: true,
      warnings: ['sliceward did not judge this: too large'],
    });
  });

  // What Kubernetes advises for one warning:
  // https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response
  it('warns in 120 characters at most', () => {
    const { warnings = [] } = allowedUnjudged({ user: 'jane' }, 'x'.repeat(1000));
    expect(warnings.map(({ length }) => length)).toEqual([120]);
  });
});

describe('writeReview', () => {
  it('repeats uid and version of the review', () => {
    const envelope = { uid: 'a"b', apiVersion: 'admission.k8s.io/v1beta1' } as const;
    expect(JSON.parse(writeReview(envelope, allowed({ warnings: ['w'] })))).toEqual({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1beta1',
      response: { uid: 'a"b', allowed: true, warnings: ['w'] },
    });
  });
});
