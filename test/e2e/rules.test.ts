// Each rule against a real API server: an object that Kubernetes itself would store is refused, and `check` says the same about the same write.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/rules/index.ts';
import { auditEvent, ownAnnotations } from './harness/audit-log.ts';
import { annotationOf, check } from './harness/check.ts';
import { CONTROLLER, succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { policy } from './harness/policies.ts';
import { namespaceOf, NETWORKS, ROWS, type RuleRow } from './rule-rows.ts';

const USER = 'alice';

// Each rule denies in a namespace of its own, so that there it alone speaks.
const rules = Object.fromEntries(
  ROWS.map(({ rule, options }) => {
    const match = { namespaces: { names: [namespaceOf(rule)] } };
    return [rule, { action: 'deny', match, ...(options === undefined ? {} : { options }) }];
  }),
);
const cluster = useGuardedCluster({
  policy: policy({ networks: NETWORKS, rules }),
  namespaces: Object.keys(rules).map(namespaceOf),
});

it('has a row for every rule that speaks behind an API server', () => {
  // Behind an API server api-version speaks of v1 Endpoints alone: test/e2e/endpoints.test.ts.
  const speaking = RULES.filter(({ id, input }) => input !== 'manifest' && id !== 'api-version');
  expect([...new Set(ROWS.map(({ rule }) => rule))]).toEqual(speaking.map(({ id }) => id));
});

describe('refused by the webhook, though the API server would store it', () => {
  const rows = ROWS.filter(({ refusedFirst }) => refusedFirst === undefined);
  it.each(rows)('$rule: $title', async (row) => {
    const { kubectl, create, store, guard } = cluster();
    const { namespace, name } = row.object.metadata;
    if (row.old !== undefined) await store(row.old);

    const stdin = JSON.stringify(row.object);
    const outcome =
      row.old === undefined
        ? await create(row.object, { as: USER })
        : await kubectl(['replace', '-f', '-'], { stdin, as: USER });

    const checked = await check({
      policyFile: guard.policyFile,
      user: USER,
      object: row.object,
      ...(row.old && { old: row.old }),
    });
    expect(checked.findings.map(said)).toEqual(row.findings.map((finding) => `deny ${row.rule}/${finding}`));
    expect(outcome.code).toBe(1);
    expectMessage(kubectlMessage(outcome.stderr), checked.findings);

    const event = await auditEvent(cluster(), row.old === undefined ? 'create' : 'update', namespace, name);
    const [logged] = cluster().decisionsAbout(namespace, name).slice(-1);
    expect(ownAnnotations(event)).toMatchObject({ digest: checked.digest, findings: annotationOf(checked) });
    expect(logged).toMatchObject({ allowed: checked.allowed, digest: checked.digest, user: USER });

    // The oracle: the same object, written by whom the webhook is not called for, is stored.
    if (row.old === undefined) await store(row.object);
    else succeeded(await kubectl(['replace', '-f', '-'], { stdin, as: CONTROLLER }));
  });
});

describe('refused by the API server first: a review sent by hand, and check', () => {
  const rows = ROWS.filter(({ refusedFirst }) => refusedFirst !== undefined);
  it.each(rows)('$rule: $title', async (row) => {
    const { create, guard } = cluster();
    const { namespace, name } = row.object.metadata;

    const outcome = await create(row.object, { as: USER });
    expect(outcome.stderr).toMatch(new RegExp(`is invalid: .*${row.refusedFirst}`));
    expect(cluster().decisionsAbout(namespace, name)).toEqual([]);

    const response = await guard.post(reviewOf(row));
    const checked = await check({ policyFile: guard.policyFile, user: USER, object: row.object });
    expect(checked.findings.map(said)).toEqual(row.findings.map((finding) => `deny ${row.rule}/${finding}`));
    expect(response).toMatchObject({
      uid: row.title,
      allowed: false,
      status: { code: 403 },
      auditAnnotations: { digest: checked.digest, findings: annotationOf(checked) },
    });
    expectMessage(response.status?.message ?? '', checked.findings);
  });
});

type CheckedFinding = Awaited<ReturnType<typeof check>>['findings'][number];

function said({ action, rule, id, field }: CheckedFinding): string {
  return [action, `${rule}/${id}`, field].filter((part) => part !== '').join(' ');
}

function line({ rule, field, message }: CheckedFinding): string {
  return `[${rule}] ${field === '' ? '' : `${field}: `}${message}`;
}

function kubectlMessage(stderr: string): string {
  expect(stderr).toMatch(/^(Warning: .*\n)*Error from server \(Forbidden\): error when (creating|replacing) "STDIN": /);
  const denied = 'admission webhook "validate.sliceward.dev" denied the request: ';
  return stderr.slice(stderr.indexOf(denied) + denied.length).trimEnd();
}

/** A first line of at most 120 characters that suffices; every finding stands whole in the message. */
function expectMessage(message: string, findings: readonly CheckedFinding[]): void {
  const [headline = ''] = message.split('\n');
  expect(headline.length).toBeLessThanOrEqual(120);
  expect(headline).toContain(`[${findings[0]?.rule}]`);
  expect(message).toContain(findings.map(line).join('\n'));
}

function reviewOf({ title, object }: RuleRow): object {
  const { namespace, name } = object.metadata;
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: title,
      kind: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      resource: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
      name,
      namespace,
      operation: 'CREATE',
      userInfo: { username: USER, groups: ['system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
    },
  };
}
