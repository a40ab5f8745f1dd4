// The server depends on the interface of a source alone: one that has no files does the same.
import { expect, it } from 'vitest';
import { verifyMaterial, type Certificate } from '../../../src/admission/http/tls.ts';
import { certificatePem, privateKeyPem } from '../../../src/certs/issue.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { RULES } from '../../../src/rules/index.ts';
import { badSlice, body } from '../reviews.ts';
import { health, metric, newLeaf, send, start } from '../support.ts';
import { MemorySource } from './memory-source.ts';

function newCertificate(): Certificate {
  const leaf = newLeaf();
  const material = { cert: Buffer.from(certificatePem(leaf)), key: Buffer.from(privateKeyPem(leaf)) };
  return verifyMaterial({ ...material, clientCa: undefined }, new Date());
}

function policies(enforcement: 'deny' | 'audit'): PolicySet {
  return loadPolicies([], { rules: RULES, sha256, enforcement });
}

it('serves from sources in memory, and stays ready when a new version does not load', async () => {
  const certificate = new MemorySource<Certificate>(newCertificate());
  const source = new MemorySource<PolicySet>(policies('deny'));
  const { server, port, healthPort, logs } = await start({}, { certificate, policies: source });
  expect([certificate.started, source.started]).toEqual([true, true]);
  const allowed = async (): Promise<boolean> =>
    (await send(port, { body: body({ object: badSlice() }) })).json.response.allowed;
  expect(await allowed()).toBe(false);

  source.offer(new Error('the newest version is broken'));
  await server.reload();
  expect(await allowed()).toBe(false);
  const ready = await health(healthPort, '/readyz');
  expect(ready.status).toBe(200);
  expect(ready.text).toContain('[+]policy ok (the newest version did not load, see the log;');
  expect(ready.text).toContain('[+]certificate ok\n');
  expect(await metric(healthPort, 'sliceward_errors_total{reason="policy_reload"}')).toBe(1);

  source.offer(policies('audit'));
  certificate.offer(newCertificate());
  await server.reload();
  expect(await allowed()).toBe(true);
  expect((await health(healthPort, '/readyz')).text).toContain('[+]policy ok\n');
  expect(logs.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['certificate replaced', 'policies replaced']));

  await server.close();
  expect([certificate.closed, source.closed]).toEqual([true, true]);
});
