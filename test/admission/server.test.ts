import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateKeyPem } from '../../src/certs/issue.ts';
import { ExternalError, UserError } from '../../src/model/problem.ts';
import type { PolicySet } from '../../src/policy/policy-set.ts';
import { body, goodSlice } from './reviews.ts';
import { MemorySource } from './sources/memory-source.ts';
import { health, newLeaf, send, start } from './support.ts';

describe('start', () => {
  it('is ready when it says so', async () => {
    const { healthPort, logs } = await start();
    const ready = await health(healthPort, '/readyz');
    expect(ready.status).toBe(200);
    expect(ready.text).toBe('[+]certificate ok\n[+]tls ok\n[+]policy ok\n[+]shutdown ok\nreadyz check passed\n');
    expect((await health(healthPort, '/nothing')).status).toBe(404);
    expect(logs.at(-1)).toMatchObject({ msg: 'ready' });
  });

  it('refuses files that cannot be served with', async () => {
    const other = newLeaf();
    await expect(start({ keyFile: '/nowhere/tls.key' })).rejects.toThrow(ExternalError);
    const { directory } = await start();
    const mismatched = join(directory, 'other.key');
    await writeFile(mismatched, privateKeyPem(other));
    await expect(start({ keyFile: mismatched })).rejects.toThrow(UserError);
    await expect(start({ keyFile: mismatched })).rejects.toThrow('does not belong');
    await writeFile(join(directory, 'broken.yaml'), 'kind: SlicePolcy');
    await expect(start({ policyFiles: [join(directory, 'broken.yaml')] })).rejects.toThrow(/broken\.yaml:1:/);
  });

  it('says which port is taken', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(`port ${port} is in use`);
  });

  it('serves IPv4 and IPv6 by default', async () => {
    const { port, server } = await start({ bind: undefined });
    expect(server.addresses.admission.address).toMatch(/^(::|0\.0\.0\.0)$/);
    expect((await send(port, { body: body() })).status).toBe(200);
  });

  it('is not ready without an engine that denies', async () => {
    const { directory } = await start();
    const policy = join(directory, 'narrow.yaml');
    await writeFile(
      policy,
      `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: narrow}
spec: {match: {namespaces: {names: [nowhere]}}, preset: recommended}
`,
    );
    expect((await start({ policyFiles: [policy] })).port).toBeGreaterThan(0);
    const audit = { load: { enforcement: 'audit' } } as const;
    expect((await start({ policyFiles: [policy], ...audit })).port).toBeGreaterThan(0);
    const silent = {
      policies: [],
      groups: [],
      writers: { controllers: new Set<string>(), trusted: [] },
      kinds: new Set<never>(),
      excludedNamespaces: [],
    };
    const policies = new MemorySource<PolicySet>(silent);
    await expect(start({}, { policies, recommended: () => silent })).rejects.toThrow(ExternalError);
    expect(policies.closed).toBe(true);
  });
});

describe('goodSlice', () => {
  it('has no finding, or the other tests would prove nothing', async () => {
    const { port } = await start();
    expect((await send(port, { body: body({ object: goodSlice() }) })).json.response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });
});
