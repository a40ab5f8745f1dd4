// `sliceward audit` as the command line runs it, against a server that pages as Kubernetes does.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { endpointsPage, fakeApi, fakeCluster, page, pagesOf, status } from '../../kube/fake-api.ts';
import { audit, command, MIXED, read, slice, WRONG } from './run-audit.ts';

describe('sliceward audit', () => {
  it('prints the numbers by rule and by namespace, and the worst findings', async () => {
    const outcome = await audit(await fakeApi(pagesOf(MIXED)));
    expect(outcome).toEqual({
      code: 1,
      stdout: `\
rule                    deny     warn    audit
port-number                2        0        2
address-type               0        1        0
explicit-conditions        0        1        0

namespace       deny     warn    audit
shop               2        2        1
kube-system        0        0        1

shop/wrong-1 deny port-number/out-of-range ports[0].port: port 70000 is out of range (1-65535); set the backend's port: the API server accepts it, but proxies cannot serve it
shop/wrong-2 deny port-number/out-of-range ports[0].port: port 70000 is out of range (1-65535); set the backend's port: the API server accepts it, but proxies cannot serve it
shop/wrong-1 warn address-type/not-allowed addressType: FQDN is not allowed here; use IPv4 or IPv6
shop/wrong-1 warn explicit-conditions/missing endpoints[0].conditions.ready: not set, which means true; set it: some consumers crash without it (kubernetes/ingress-nginx#9550)
kube-system/excluded audit port-number/out-of-range (deny, capped by enforcement) ports[0].port: port 70000 is out of range (1-65535); set the backend's port: the API server accepts it, but proxies cannot serve it
shop/controllers audit port-number/out-of-range (deny, capped by controller) ports[0].port: port 70000 is out of range (1-65535); set the backend's port: the API server accepts it, but proxies cannot serve it

5 slices: 2 denied, 2 findings to deny, 2 to warn, 2 to audit
`,
      stderr: `sliceward: capped at audit: 1 object of Kubernetes' controllers, to judge by marks that can be forged\n`,
    });
  });

  it('writes the report that check writes, of slices with findings, without locations', async () => {
    const report = read(await audit(await fakeApi(pagesOf(MIXED)), '-o', 'json'));
    expect(report.summary).toEqual({
      documents: 5,
      slices: 5,
      notJudged: 0,
      denied: 2,
      deny: 2,
      warn: 2,
      audit: 2,
      undecided: 0,
      problems: 0,
    });
    expect(report.decisions.map(({ object }) => object.name)).toEqual([
      'excluded',
      'controllers',
      'wrong-1',
      'wrong-2',
    ]);
    expect(report.decisions.map(({ writer }) => writer.class)).toEqual(['other', 'controller', 'other', 'other']);
    expect(report.decisions[0]).toMatchObject({
      source: { cluster: 'test', resourceVersion: '42' },
      operation: 'CREATE',
      allowed: true,
    });
    expect(report.decisions.flatMap(({ findings }) => findings).filter((finding) => 'location' in finding)).toEqual([]);
    expect(read({ ...(await audit(await fakeApi(pagesOf([])), '-o', 'json')) }).decisions).toEqual([]);
  });

  it('warns of what a newer API server would refuse, if asked', async () => {
    const old = slice('shop', 'old', { endpoints: [{ addresses: ['10.1.02.3'], conditions: { ready: true } }] });
    const found = async (...args: readonly string[]): Promise<unknown> => {
      const report = read(
        await audit(await fakeApi(pagesOf([old])), '-o', 'json', '--rules', 'kubernetes-validation', ...args),
      );
      return [
        report.kubernetes,
        ...report.decisions.flatMap(({ findings }) =>
          findings.map(({ id, field, action, capped }) => [id, field, action, capped]),
        ),
      ];
    };
    expect(await found()).toEqual(['1.37']);
    expect(await found('--kubernetes-version', 'v1.36.3')).toEqual([
      '1.36',
      ['invalid', 'endpoints[0].addresses[0]', 'warn', 'ratchet'],
    ]);
    expect(await found('--kubernetes-version', '1.35')).toEqual([
      '1.35',
      ['odd-ip', 'endpoints[0].addresses[0]', 'warn', null],
    ]);
  });

  it('has the digest of check --as the same writer', async () => {
    const report = read(await audit(await fakeApi(pagesOf(MIXED)), '-o', 'json'));
    const compared = report.decisions.filter(({ object }) => object.namespace === 'shop');
    expect(compared).toHaveLength(3);
    for (const { object, writer, digest } of compared) {
      const stored = MIXED.find(({ metadata }) => metadata.name === object.name);
      const manifest = JSON.stringify({ apiVersion: object.apiVersion, kind: object.kind, ...stored });
      const checked = read(
        await command(['check', '-', '--as', writer.user ?? '', '--operation', 'CREATE', '-o', 'json'], manifest),
      );
      expect(checked.decisions[0]?.digest).toBe(digest);
    }
  });

  it('asks for one namespace', async () => {
    const api = await fakeApi(page([]));
    expect(await audit(api, '-n', 'shop')).toEqual({
      code: 0,
      stdout: '0 slices: 0 denied, no findings\n',
      stderr: 'sliceward: no EndpointSlices and no Endpoints in namespace shop\n',
    });
    expect(api.asked[0]?.path).toBe('/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices');
    expect(api.askedEndpoints[0]?.path).toBe('/api/v1/namespaces/shop/endpoints');
  });

  it('sets its exit code by --fail-on, and runs only --rules', async () => {
    const warned = await fakeApi(pagesOf([slice('shop', 'w', { endpoints: [{ addresses: ['10.1.2.3'] }] })]));
    expect((await audit(warned)).code).toBe(0);
    expect((await audit(warned, '--fail-on', 'warn')).code).toBe(1);
    expect((await audit(warned, '--fail-on', 'audit', '--rules', 'port-name')).code).toBe(0);
    const api = await fakeApi(pagesOf(MIXED));
    expect((await audit(api, '--fail-on', 'never')).code).toBe(0);
  });

  it('judges what a policy excludes with a cap, and does not judge what it does not match', async () => {
    const api = await fakeApi(
      pagesOf([
        slice('kube-system', 'a', WRONG),
        slice('ours', 'b', WRONG),
        slice('test', 'c', WRONG),
        slice('zoo', 'd', WRONG),
      ]),
    );
    const spec = {
      preset: 'recommended',
      match: { namespaces: { names: ['kube-system', 'ours', 'zoo'], exclude: ['our*'] } },
    };
    const policy = path.join(api.folder, 'policy.yaml');
    await writeFile(
      policy,
      JSON.stringify({ apiVersion: 'sliceward.dev/v1alpha1', kind: 'SlicePolicy', metadata: { name: 'p' }, spec }),
    );
    const report = read(await audit(api, '--policy', policy, '-o', 'json'));
    const actions = report.decisions.map(({ object, judged, findings }) => [
      object.namespace,
      judged ? findings.map(({ action }) => action) : 'not judged',
    ]);
    expect(actions).toEqual([
      ['kube-system', ['deny']],
      ['ours', ['audit']],
      ['test', 'not judged'],
      ['zoo', ['deny']],
    ]);
  });
});

describe('what cannot be judged', () => {
  it('is a problem, and the rest is judged', async () => {
    const items = [slice('shop', 'broken', { endpoints: 'none' }), slice('shop', 'wrong', WRONG)];
    const text = await audit(await fakeApi(pagesOf(items)));
    expect(text.code).toBe(2);
    expect(text.stdout).toMatch(/^shop\/broken problem: endpoints must be a list, not the string "none"\n/);
    expect(text.stdout).toMatch(/1 slice: 1 denied, 1 finding to deny, 1 problem\n$/);
    const { problems } = read(await audit(await fakeApi(pagesOf(items)), '-o', 'json'));
    expect(problems).toEqual([
      {
        cluster: 'test',
        object: { namespace: 'shop', name: 'broken' },
        message: 'endpoints must be a list, not the string "none"',
      },
    ]);
  });

  it.each<[number, string]>([
    [401, 'sliceward: the API server does not accept these credentials (401): log in again: no\n'],
    [
      403,
      'sliceward: the API server forbids it (403): the user needs the verb "list" on endpointslices of discovery.k8s.io, in one namespace for -n: no\n',
    ],
    [404, 'sliceward: the API server knows no EndpointSlices of discovery.k8s.io/v1 (404): no\n'],
  ])('is a cluster that answers %i', async (code, stderr) => {
    expect(await audit(await fakeApi(status(code, 'no')), '-o', 'json')).toEqual({ code: 2, stdout: '', stderr });
  });

  it('is no cluster, and a wrong flag', async () => {
    expect(await command(['audit'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^no cluster: give --kubeconfig/),
    });
    const api = await fakeApi(page([]));
    expect((await audit(api, '-n', '../pods')).stderr).toContain(
      '--namespace: "../pods" is not the name of a namespace',
    );
    expect((await audit(api, '--request-timeout', 'soon')).stderr).toContain('--request-timeout: expected a duration');
    expect((await audit(api, '--policy', '/nowhere')).stderr).toContain('policy /nowhere cannot be read');
    expect((await audit(api, '--context', 'tests')).stderr).toContain('did you mean "test"?');
    expect(api.asked).toEqual([]);
  });
});

describe('v1 Endpoints', () => {
  function endpoints(name: string, ip: string, metadata: object = {}): object {
    return {
      metadata: { namespace: 'shop', name, resourceVersion: '9', ...metadata },
      subsets: [{ addresses: [{ ip }], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }],
    };
  }
  const made = { labels: { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } };
  const lock = {
    metadata: { namespace: 'shop', name: 'lock', annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } },
  };

  it('are judged as the slices that they become, those of the controller as its own', async () => {
    const stored = [endpoints('database', '127.0.0.1'), endpoints('web', '127.0.0.1', made), lock];
    const report = read(
      await audit(await fakeCluster([page([])], [endpointsPage(stored)]), '--rules', 'denied-address', '-o', 'json'),
    );
    expect(report.summary).toMatchObject({ documents: 3, slices: 3, denied: 1, deny: 1, audit: 1, problems: 0 });
    expect(report.decisions).toMatchObject([
      {
        object: { apiVersion: 'v1', kind: 'Endpoints', name: 'database' },
        findings: [{ field: 'subsets[0].addresses[0].ip' }],
      },
      { object: { name: 'web' }, writer: { class: 'controller' }, allowed: true },
    ]);
    const manifest = JSON.stringify({ apiVersion: 'v1', kind: 'Endpoints', ...stored[0] });
    const as = ['--as', 'sliceward:unknown-user', '--operation', 'CREATE', '--rules', 'denied-address', '-o', 'json'];
    expect(read(await command(['check', '-', ...as], manifest)).decisions[0]?.digest).toBe(report.decisions[0]?.digest);
  });

  it('are compared with a version of the API server, if asked', async () => {
    const stored = [endpoints('database', '010.1.2.3'), endpoints('db.example.com', '10.1.2.3'), lock];
    const said = async (version: string): Promise<readonly string[]> => {
      const flags = ['--rules', 'kubernetes-validation', '--kubernetes-version', version, '-o', 'json'];
      const { decisions } = read(await audit(await fakeCluster([page([])], [endpointsPage(stored)]), ...flags));
      return decisions.flatMap(({ findings }) => findings.map(({ id, action }) => `${action} ${id}`));
    };
    expect(await said('1.35')).toEqual(['warn odd-ip', 'warn unmirrored-name']);
    expect(await said('1.36')).toEqual(['warn invalid', 'warn unmirrored-name']);
  });

  it('that the user may not list are a problem, and the slices are judged', async () => {
    const outcome = await audit(
      await fakeCluster([pagesOf([slice('shop', 'wrong', WRONG)])], [status(403, 'no')]),
      '--rules',
      'port-number',
    );
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toContain(
      'problem: not all Endpoints were read: the API server forbids it (403): the user needs the verb "list" on endpoints of the core group, in one namespace for -n: no\n',
    );
    expect(outcome.stdout).toMatch(/1 slice: 1 denied, 1 finding to deny, 1 problem\n$/);
  });

  it('that cannot be decoded are a problem', async () => {
    const broken = { metadata: { namespace: 'shop', name: 'broken' }, subsets: [{ addresses: [{ ip: 7 }] }] };
    const { problems } = read(await audit(await fakeCluster([page([])], [endpointsPage([broken])]), '-o', 'json'));
    expect(problems).toMatchObject([
      { object: { name: 'broken' }, message: 'subsets[0].addresses[0].ip must be a string, not the number 7' },
    ]);
  });
});
