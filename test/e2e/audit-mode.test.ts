// Audit mode of the webhook: what would have been denied is stored, without a word to its writer, and log, metrics and the API server's audit log tell of it.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditEvent, ownAnnotations } from './harness/audit-log.ts';
import { annotationOf, check } from './harness/check.ts';
import { eventually, freePorts } from './harness/children.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { endpoint, slice } from './harness/objects.ts';
import { policy } from './harness/policies.ts';
import { sliceward } from './harness/guard.ts';

const CLI = path.resolve(import.meta.dirname, '../../dist/cli.js');
const USER = 'alice';
const WRONG = { ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }], endpoints: [endpoint('168.63.129.16')] };

/** Two rules that deny in the preset; `action` of one of them eased, or the dial turned down. */
const EASED = policy({ rules: { 'port-number': { action: 'audit' }, 'denied-address': { action: 'audit' } } });
const STERN = policy({ preset: 'recommended' });

const cluster = useGuardedCluster({ policy: EASED });

const logged = z.looseObject({
  name: z.string(),
  allowed: z.literal(true),
  counts: z.strictObject({ deny: z.literal(0), warn: z.literal(0), audit: z.number() }),
  rules: z.array(z.string()),
  digest: z.string(),
});

/** Stores the object as a user would, and returns what the audit log keeps of our decision. */
async function stored(name: string): Promise<Readonly<Record<string, string>>> {
  const outcome = await cluster().create(slice(name, WRONG), { as: USER });
  expect(outcome).toEqual({ code: 0, stdout: `endpointslice.discovery.k8s.io/${name} created\n`, stderr: '' });
  return ownAnnotations(await auditEvent(cluster(), 'create', 'default', name));
}

describe('the action audit', () => {
  it('denies nothing, says nothing, and is in the audit log', async () => {
    const annotations = await stored('eased');
    expect(annotations['findings']).toBe(
      'audit denied-address/metadata endpoints[0].addresses[0]; audit port-number/out-of-range ports[0].port',
    );
    const checked = await check({ policyFile: cluster().guard.policyFile, user: USER, object: slice('eased', WRONG) });
    expect(annotations).toMatchObject({ digest: checked.digest, findings: annotationOf(checked) });
  });

  it('is in the log and in the metrics', async () => {
    await stored('logged');
    const line = readFileSync(cluster().guard.process.log, 'utf8')
      .split('\n')
      .findLast((each) => each.includes('"logged"'));
    expect(logged.parse(JSON.parse(line ?? ''))).toMatchObject({
      counts: { audit: 2 },
      rules: ['denied-address', 'port-number'],
    });
  });
});

describe('the dial --enforcement audit', () => {
  it('turns every denial and warning of a policy into a record', async () => {
    const { folder, processes } = cluster();
    const policyFile = path.join(folder, 'stern.yaml');
    writeFileSync(policyFile, JSON.stringify(STERN));
    const [port = 0, healthPort = 0] = await freePorts(2);
    const child = processes.start('sliceward-audit', process.execPath, [
      CLI,
      'serve',
      '--bind=127.0.0.1',
      `--port=${port}`,
      `--health-port=${healthPort}`,
      `--tls-cert=${folder}/certs/tls.crt`,
      `--tls-key=${folder}/certs/tls.key`,
      `--policy=${policyFile}`,
      '--enforcement=audit',
      '--log-sample=1',
    ]);
    const health = (what: string): Promise<Response> => fetch(`http://127.0.0.1:${healthPort}/${what}`);
    await eventually('the second sliceward is ready', async () => (await health('readyz')).ok, { child });
    const install = ['install', '--url', `https://127.0.0.1:${port}/validate`, '--ca-file', cluster().guard.caFile];
    succeeded(await cluster().kubectl(['apply', '-f', '-'], { stdin: succeeded(await sliceward(install)).stdout }));
    const object = slice('probe', WRONG);
    await eventually('its registration is in effect', async () => {
      await cluster().create(object, { as: USER, args: ['--dry-run=server'] });
      return readFileSync(child.log, 'utf8').includes('"probe"');
    });

    // FQDN would be warned about, the others denied.
    const { findings, digest } = await stored('connected');
    expect(findings).toBe(
      'audit (deny, capped by enforcement) denied-address/metadata endpoints[0].addresses[0]; audit (deny, capped by enforcement) port-number/out-of-range ports[0].port',
    );
    expect(digest).toMatch(/^sha256:/);
    const line = readFileSync(child.log, 'utf8')
      .split('\n')
      .findLast((each) => each.includes('"connected"'));
    expect(logged.parse(JSON.parse(line ?? ''))).toMatchObject({ digest, counts: { audit: 2 } });

    const metrics = await (await health('metrics')).text();
    expect(metrics).toMatch(/^sliceward_findings_total\{rule="port-number",action="audit",door="admission"\} [1-9]/m);
    expect(metrics).toMatch(
      /^sliceward_findings_total\{rule="denied-address",action="audit",door="admission"\} [1-9]/m,
    );
    expect(metrics).not.toMatch(/^sliceward_findings_total\{[^}]*action="(?:deny|warn)"/m);
    expect(metrics).not.toMatch(/^sliceward_reviews_total\{[^}]*decision="denied"/m);

    // The same write under the same policy without the dial is refused.
    const denied = await check({ policyFile, user: USER, object: slice('connected', WRONG) });
    expect(denied.allowed).toBe(false);
    expect(denied.findings.map(({ action }) => action)).toEqual(['deny', 'deny']);
  });
});
