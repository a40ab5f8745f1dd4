import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificatePem, createAuthority, createLeaf } from '../../../src/certs/issue.ts';
import { installCommand } from '../../../src/commands/install/install.ts';
import { valueAt } from '../../../src/model/json-patch.ts';
import { ExternalError, UserError } from '../../../src/model/problem.ts';
import { DEFAULT_CONTROLLERS } from '../../../src/model/well-known-users.ts';
import { testIo } from '../test-io.ts';

const means = { now: new Date(), randomBytes, algorithm: 'ecdsa-p256' } as const;
const authority = createAuthority('test CA', means);

async function install(...args: string[]): Promise<string> {
  const io = testIo();
  await installCommand(io)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(args, { from: 'user' });
  return io.written();
}

async function file(name: string, text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, name), text);
  return join(directory, name);
}

describe('install', () => {
  it('prints the whole registration', async () => {
    const ca = await file('ca.crt', certificatePem(authority));
    const printed = await install('--url', 'https://10.0.0.1:9443', '--ca-file', ca);
    expect(load(printed)).toEqual({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: {
        name: 'sliceward',
        labels: { 'app.kubernetes.io/name': 'sliceward', 'app.kubernetes.io/component': 'admission' },
      },
      webhooks: [
        {
          name: 'validate.sliceward.dev',
          admissionReviewVersions: ['v1'],
          clientConfig: {
            url: 'https://10.0.0.1:9443/validate',
            caBundle: Buffer.from(certificatePem(authority)).toString('base64'),
          },
          failurePolicy: 'Ignore',
          matchPolicy: 'Equivalent',
          sideEffects: 'None',
          timeoutSeconds: 3,
          rules: [
            {
              apiGroups: ['discovery.k8s.io'],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['endpointslices'],
              scope: 'Namespaced',
            },
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['endpoints'],
              scope: 'Namespaced',
            },
          ],
          namespaceSelector: {
            matchExpressions: [
              {
                key: 'kubernetes.io/metadata.name',
                operator: 'NotIn',
                values: ['kube-system', 'kube-public', 'kube-node-lease'],
              },
            ],
          },
          matchConditions: [
            {
              name: 'not-a-kubernetes-controller',
              expression: `!(request.userInfo.username in ["${DEFAULT_CONTROLLERS.join('", "')}"])`,
            },
            {
              name: 'endpoints-routing-changed',
              // Tried on an API server: see test/e2e/endpoints.test.ts.
              expression:
                "request.resource.resource != 'endpoints' || (has(object.subsets) && object.subsets.size() > 0 && (oldObject == null || " +
                '!has(oldObject.subsets) || object.subsets != oldObject.subsets || (has(object.metadata.labels) ? object.metadata.labels : {}) != ' +
                '(has(oldObject.metadata.labels) ? oldObject.metadata.labels : {})))',
            },
          ],
        },
      ],
    });
  });

  it('leaves its own namespace, the policy’s and named ones alone', async () => {
    const policy = await file(
      'policy.yaml',
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: mine}\nspec: {preset: recommended, match: {namespaces: {exclude: [system, "tmp-*"]}}}\n',
    );
    const printed = await install(
      '--service',
      'guard/sliceward',
      '--exclude-namespace',
      'a',
      '--exclude-namespace',
      'b',
      '--policy',
      policy,
    );
    expect(load(printed)).toMatchObject({
      webhooks: [
        {
          clientConfig: { service: { namespace: 'guard', name: 'sliceward', path: '/validate', port: 443 } },
          namespaceSelector: { matchExpressions: [{ values: ['system', 'guard', 'a', 'b'] }] },
        },
      ],
    });
    expect(printed).not.toContain('caBundle');
  });

  it('asks about all namespaces where none is excluded, for an API server refuses an empty list', async () => {
    const text =
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: all}\nspec: {preset: strict, match: {namespaces: {exclude: []}}}\n';
    const all = loadAll(
      await install('--url', 'https://x/validate', '--mutating', '--policy', await file('all.yaml', text)),
    );
    expect(all.map((one) => valueAt(one, ['webhooks', 0, 'namespaceSelector']))).toEqual([{}, {}]);
  });

  it('asks about deletes in a webhook of its own that never fails them', async () => {
    const printed = await install('--url', 'https://x/validate', '--with-delete', '--failure-policy', 'Fail');
    expect(load(printed)).toMatchObject({
      webhooks: [
        {
          name: 'validate.sliceward.dev',
          failurePolicy: 'Fail',
          rules: [{ operations: ['CREATE', 'UPDATE'] }, { resources: ['endpoints'] }],
        },
        {
          name: 'delete.validate.sliceward.dev',
          failurePolicy: 'Ignore',
          rules: [{ operations: ['DELETE'], resources: ['endpointslices'] }],
          // What tells Endpoints that route from others reads the new object, and a deletion has none.
          matchConditions: [{ name: 'not-a-kubernetes-controller' }],
        },
      ],
    });
  });

  it.each([
    ['https://x', 'https://x/validate'],
    ['https://x/', 'https://x/validate'],
    ['https://[::1]:9443', 'https://[::1]:9443/validate'],
    ['https://x/guard/validate', 'https://x/guard/validate'],
  ])('takes the URL %s', async (url, expected) => {
    expect(load(await install('--url', url))).toMatchObject({ webhooks: [{ clientConfig: { url: expected } }] });
  });

  it.each([
    ['http://x'],
    ['https://u:p@x'],
    ['https://u@x'],
    ['https://x?y'],
    ['https://x/#'],
    ['x'],
    [''],
    ['file:///x'],
    ['https://x/mutate'],
  ])('refuses the URL %j', async (url) => {
    await expect(install('--url', url)).rejects.toThrow(UserError);
  });

  it.each([
    ['nothing', []],
    ['both', ['--url', 'https://x', '--service', 'a/b']],
    ['a service without namespace', ['--service', 'b']],
    ['a service with too much', ['--service', 'a/b/c']],
    ['a namespace that is none', ['--url', 'https://x', '--exclude-namespace', 'A_b']],
    ['a missing CA', ['--url', 'https://x', '--ca-file', '/nowhere/ca.crt']],
  ])('refuses %s', async (_, args) => {
    await expect(install(...args)).rejects.toThrow(UserError);
  });

  it('refuses a policy that is not there', async () => {
    await expect(install('--url', 'https://x', '--policy', '/nowhere/policy.yaml')).rejects.toThrow(ExternalError);
  });

  it('warns of a path that the webhook does not serve', async () => {
    const io = testIo();
    await installCommand(io).parseAsync(['--url', 'https://gateway/guard'], { from: 'user' });
    expect(io.errors()).toMatch(/^sliceward: the webhook answers only at \/validate; .*https:\/\/gateway\/guard/);
    expect(load(io.written())).toMatchObject({ webhooks: [{ clientConfig: { url: 'https://gateway/guard' } }] });
  });

  it('prints the mutating door too when asked for it, which never fails a write', async () => {
    const [validating, mutating] = loadAll(
      await install('--service', 'guard/web', '--mutating', '--failure-policy', 'Fail'),
    );
    expect(validating).toEqual(load(await install('--service', 'guard/web', '--failure-policy', 'Fail')));
    expect(mutating).toMatchObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'sliceward' },
    });
    expect(valueAt(mutating, ['webhooks'])).toEqual([
      {
        name: 'mutate.sliceward.dev',
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { namespace: 'guard', name: 'web', path: '/mutate', port: 443 } },
        failurePolicy: 'Ignore',
        matchPolicy: 'Equivalent',
        sideEffects: 'None',
        timeoutSeconds: 3,
        reinvocationPolicy: 'IfNeeded',
        rules: [
          {
            apiGroups: ['discovery.k8s.io'],
            apiVersions: ['v1'],
            resources: ['endpointslices'],
            scope: 'Namespaced',
            operations: ['CREATE', 'UPDATE'],
          },
        ],
        namespaceSelector: valueAt(validating, ['webhooks', 0, 'namespaceSelector']),
        matchConditions: [valueAt(validating, ['webhooks', 0, 'matchConditions', 0])],
      },
    ]);
  });

  it('finds the mutating door beside /validate, and nowhere else', async () => {
    const [, mutating] = loadAll(await install('--url', 'https://guard.example.com/slices/validate', '--mutating'));
    expect(valueAt(mutating, ['webhooks', 0, 'clientConfig', 'url'])).toBe('https://guard.example.com/slices/mutate');
    await expect(install('--url', 'https://guard.example.com/slices', '--mutating')).rejects.toThrow(UserError);
  });

  it('refuses a CA file that holds none', async () => {
    const leaf = createLeaf(['x'], authority, means);
    await expect(install('--url', 'https://x', '--ca-file', await file('ca.crt', 'hello'))).rejects.toThrow(
      /holds no certificate/,
    );
    await expect(
      install('--url', 'https://x', '--ca-file', await file('ca.crt', certificatePem(leaf))),
    ).rejects.toThrow(/not a CA/);
  });
});
