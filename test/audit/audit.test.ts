import { describe, expect, it } from 'vitest';
import { auditCluster, type AuditOptions } from '../../src/audit/audit.ts';
import type { Client } from '../../src/kube/client.ts';
import { ExternalError } from '../../src/model/problem.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';
import { badSlice, goodSlice } from '../admission/reviews.ts';
import { clientOf, endpointsPage, fakeApi, fakeCluster, page, pagesOf, status } from '../kube/fake-api.ts';

const SET = loadPolicies([], { rules: RULES, sha256 });
const ENDPOINTS = [{ metadata: { namespace: 'shop', name: 'web' }, subsets: [] }];

function slices(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => goodSlice({ name: `web-${String(index).padStart(5, '0')}` }));
}

/** Everything that an audit reports, in order. */
async function audit(client: Client, changes: Partial<AuditOptions> = {}) {
  const reported: unknown[] = [];
  const names: string[] = [];
  await auditCluster(client, {
    namespace: undefined,
    policies: { set: SET, forNamespace: () => SET },
    each: (audited) =>
      names.push(audited.kind === 'decision' ? audited.decision.subject.slice.metadata.name : audited.name),
    progress: ({ what, done, total, later }) => reported.push([what, done, total, later]),
    unread: (what, why) => reported.push([what, why]),
    backlog: () => undefined,
    ...changes,
  });
  return { reported, names };
}

describe('auditCluster', () => {
  it('judges all slices, then all Endpoints, and says before and after each page how far it is', async () => {
    const client = clientOf(await fakeCluster([pagesOf(slices(130))], [endpointsPage(ENDPOINTS)]));
    const { reported, names } = await audit(client);
    expect(names).toEqual([...slices(130).map((_, index) => `web-${String(index).padStart(5, '0')}`), 'web']);
    expect(reported).toEqual([
      ['EndpointSlices', 0, 130, 0],
      ['EndpointSlices', 100, 130, 0],
      ['EndpointSlices', 100, undefined, 0],
      ['EndpointSlices', 130, undefined, 0],
      ['Endpoints', 0, undefined, 0],
      ['Endpoints', 1, undefined, 0],
    ]);
  });

  it('goes on after an object that cannot be decoded', async () => {
    const broken = { metadata: { namespace: 'shop', name: 'web-00000-broken' }, endpoints: 'none' };
    const [first = {}, second = {}] = slices(2);
    expect((await audit(clientOf(await fakeApi(page([first, broken, second]))))).names).toEqual([
      'web-00000',
      'web-00000-broken',
      'web-00001',
    ]);
  });

  it('asks for one namespace, whatever its name', async () => {
    const api = await fakeApi(page([]));
    await audit(clientOf(api), { namespace: 'shop' });
    await audit(clientOf(api), { namespace: '../a?b' });
    expect(api.asked.map(({ path }) => path)).toEqual([
      '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices',
      '/apis/discovery.k8s.io/v1/namespaces/..%2Fa%3Fb/endpointslices',
    ]);
    expect(api.askedEndpoints[0]?.path).toBe('/api/v1/namespaces/shop/endpoints');
  });

  it('asks in all namespaces where none is named', async () => {
    const api = await fakeApi(page([]));
    await audit(clientOf(api));
    expect([...api.asked, ...api.askedEndpoints].map(({ path }) => path)).toEqual([
      '/apis/discovery.k8s.io/v1/endpointslices',
      '/api/v1/endpoints',
    ]);
  });

  it('counts the pages that show a later state of the cluster', async () => {
    const [first = {}, second = {}, third = {}] = slices(3);
    const gone = status(410, 'too old', { continue: 'inconsistent' });
    const api = await fakeApi(page([first], 'a', 2), gone, page([second], 'b'), page([third]));
    const { reported, names } = await audit(clientOf(api));
    expect(names).toEqual(['web-00000', 'web-00001', 'web-00002']);
    expect(reported.slice(0, 6)).toEqual([
      ['EndpointSlices', 0, 3, 0],
      ['EndpointSlices', 1, 3, 0],
      ['EndpointSlices', 1, undefined, 1],
      ['EndpointSlices', 2, undefined, 1],
      ['EndpointSlices', 2, undefined, 1],
      ['EndpointSlices', 3, undefined, 1],
    ]);
  });

  it('waits while what it printed is not yet read', async () => {
    const reading = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    let judged = 0;
    const audited = audit(clientOf(await fakeApi(page(slices(60)))), {
      each: () => judged++,
      backlog() {
        waiting.resolve();
        return reading.promise;
      },
    });
    await waiting.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(judged).toBe(25);
    reading.resolve();
    await audited;
    expect(judged).toBe(60);
  });
});

describe('a list that cannot be read', () => {
  it('of slices from its beginning is the failure of the audit', async () => {
    const api = await fakeCluster([status(403, 'no')], [endpointsPage(ENDPOINTS)]);
    const failed = audit(clientOf(api));
    await expect(failed).rejects.toBeInstanceOf(ExternalError);
    await expect(failed).rejects.toThrow('needs the verb "list" on endpointslices of discovery.k8s.io');
    expect(api.askedEndpoints).toEqual([]);
  });

  it('of slices in its middle ends the audit, which keeps what it has', async () => {
    const api = await fakeCluster([page(slices(2), 'next'), status(403, 'no')], [endpointsPage(ENDPOINTS)]);
    const { reported, names } = await audit(clientOf(api));
    expect(names).toEqual(['web-00000', 'web-00001']);
    expect(reported.at(-1)).toEqual(['EndpointSlices', expect.stringContaining('(403)')]);
    expect(api.askedEndpoints).toEqual([]);
  });

  it('of Endpoints is reported, and the slices are judged', async () => {
    const api = await fakeCluster([page(slices(1))], [status(403, 'no')]);
    const { reported, names } = await audit(clientOf(api));
    expect(names).toEqual(['web-00000']);
    expect(reported.at(-1)).toEqual(['Endpoints', expect.stringContaining('"list" on endpoints of the core group')]);
  });

  it('is not what a bug is', async () => {
    const bug = new TypeError('a bug');
    const api = await fakeApi(page([badSlice()]));
    const failing = (): never => {
      throw bug;
    };
    await expect(audit(clientOf(api), { each: failing })).rejects.toBe(bug);
  });
});
