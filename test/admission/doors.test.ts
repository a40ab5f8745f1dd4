import { describe, expect, it, vi } from 'vitest';
import { Doors } from '../../src/admission/doors.ts';
import { Leftovers } from '../../src/admission/http/leftovers.ts';
import type { Body } from '../../src/admission/http/receive.ts';
import { createLog } from '../../src/admission/log.ts';
import { createMetrics } from '../../src/admission/metrics.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { PolicySet } from '../../src/policy/policy-set.ts';
import { RULES } from '../../src/rules/index.ts';
import { badSlice, body } from './reviews.ts';
import { health, metric, send, start } from './support.ts';

describe('the two paths of the webhook', () => {
  it('answers, counts and logs', async () => {
    const { port, healthPort, logs } = await start();
    const denied = await send(port, { body: body({ object: badSlice() }), path: '/validate?timeout=3s' });
    expect(denied.status).toBe(200);
    expect(denied.headers['content-type']).toContain('application/json');
    expect(denied.json.response).toMatchObject({ uid: 'b3c2-1', allowed: false, status: { code: 403 } });
    expect((await send(port, { body: body({ dryRun: true }) })).json.response.allowed).toBe(true);
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="denied",writer_class="other"}'),
    ).toBe(1);
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="allowed",writer_class="other"}'),
    ).toBe(1);
    expect(
      await metric(healthPort, 'sliceward_findings_total{rule="port-number",action="deny",door="admission"}'),
    ).toBe(1);
    expect(await metric(healthPort, 'sliceward_review_seconds_count')).toBe(2);
    expect(await metric(healthPort, 'sliceward_certificate_expiry_seconds')).toBeGreaterThan(86_400 * 300);
    expect((await health(healthPort, '/metrics')).text).toMatch(
      /^sliceward_policy_info\{name="recommended",digest="sha256:/m,
    );
    const lines = logs.filter(({ msg }) => msg === 'review');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      uid: 'b3c2-1',
      operation: 'CREATE',
      namespace: 'shop',
      name: 'web-1',
      user: 'jane',
      writer: 'other',
      dryRun: false,
      allowed: false,
      rules: ['port-number'],
      counts: { deny: 1, warn: 0, audit: 0 },
      digest: denied.json.response.auditAnnotations.digest,
      durationMs: expect.any(Number),
    });
    expect(lines[1]).toMatchObject({ dryRun: true, allowed: true });
  });

  it('logs clean reviews by sample, and others always', async () => {
    const { port, logs } = await start({ logSample: 0.5 }, { random: () => 0.5 });
    await send(port, { body: body() });
    await send(port, { body: body({ object: badSlice() }) });
    await send(port, { body: body({ object: { endpoints: 'x' } }) });
    expect(
      logs.filter(({ msg }) => String(msg).startsWith('review')).map(({ msg, allowed }) => [msg, allowed]),
    ).toEqual([
      ['review', false],
      ['review refused', false],
    ]);
  });

  it('counts objects of other kinds at both doors, and logs one line a minute for them', async () => {
    let later = 0;
    const { port, healthPort, logs } = await start({}, { monotonic: () => performance.now() + later });
    const pod = { kind: { group: '', version: 'v1', kind: 'Pod' } };
    const both = async (): Promise<void> => {
      for (const path of ['/validate', '/mutate']) {
        for (const user of ['jane', 'system:node:a']) {
          const { response } = (await send(port, { path, body: body({ ...pod, user }) })).json;
          expect(response).toMatchObject({ uid: 'b3c2-1', allowed: true });
          expect(response.warnings?.length).toBe(user === 'jane' ? 1 : undefined);
        }
      }
    };
    const logged = (): unknown[] => logs.filter(({ msg }) => msg === 'not judged').map(({ suppressed }) => suppressed);
    await both();
    expect(logged()).toEqual([undefined]);
    later = 59_000;
    await both();
    expect(logged()).toEqual([undefined]);
    later = 61_000;
    await both();
    expect(logged()).toEqual([undefined, 7]);
    later = 125_000;
    await both();
    expect(logged()).toEqual([undefined, 7, 3]);
    expect(logs.find(({ msg }) => msg === 'not judged')).toMatchObject({
      level: 'warn',
      uid: 'b3c2-1',
      operation: 'CREATE',
      namespace: 'shop',
      name: 'web-1',
      user: 'jane',
      dryRun: false,
      refusal: expect.stringMatching(/^"v1 Pod" is no EndpointSlice; /),
    });
    expect(logs.filter(({ msg }) => /^(review|mutation)/.test(String(msg)))).toEqual([]);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="not_judged"}')).toBe(16);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="unjudgeable"}')).toBe(0);
    expect(
      await metric(
        healthPort,
        'sliceward_reviews_total{operation="CREATE",decision="not_judged",writer_class="unknown"}',
      ),
    ).toBe(8);
    expect(await metric(healthPort, 'sliceward_mutations_total{outcome="not_judged"}')).toBe(8);
    expect(await metric(healthPort, 'sliceward_review_seconds_count')).toBe(0);
  });

  it('counts and logs what it cannot judge, whether denied or not', async () => {
    const { port, healthPort, logs } = await start();
    const object = { endpoints: 'x' };
    for (const user of ['jane', 'system:kube-controller-manager']) await send(port, { body: body({ object, user }) });
    expect(logs.filter(({ msg }) => msg === 'review refused').map(({ allowed, user }) => [allowed, user])).toEqual([
      [false, 'jane'],
      [true, 'system:kube-controller-manager'],
    ]);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="unjudgeable"}')).toBe(2);
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="refused",writer_class="unknown"}'),
    ).toBe(2);
  });
});

const DENYING = loadPolicies([], { rules: RULES, sha256 });
const WARNING = loadPolicies([], { rules: RULES, sha256, enforcement: 'warn' });

/** Both doors without a server; the clock goes on by 4 ms at each look. */
function opened(changes: { readonly policies?: () => PolicySet } = {}) {
  let now = 0;
  const lines: Record<string, unknown>[] = [];
  const leftovers = new Leftovers(() => {}, { now: () => 0, after: () => {} });
  const judged = vi.spyOn(leftovers, 'judged');
  const metrics = createMetrics({ certificateExpiry: () => 1, process: false });
  const doors = new Doors({
    policies: () => DENYING,
    metrics,
    log: createLog({ write: (line) => void lines.push(JSON.parse(line)) }, () => new Date(0)),
    leftovers,
    hash: sha256,
    monotonic: () => (now += 4),
    random: () => 0,
    maxBodyBytes: 3000,
    maxMutateBytes: 5000,
    logSample: 1,
    ...changes,
  });
  return { doors, lines, metrics, sizes: () => judged.mock.calls.map(([bytes]) => bytes) };
}

const whole = (bytes: Buffer): Body => ({ kind: 'whole', bytes, release: () => {} });
const over = (head: Buffer): Body => ({ kind: 'over', head, release: () => {} });

describe('a body at a door', () => {
  it('is measured, so that the garbage of large ones is collected', () => {
    const { doors, sizes } = opened();
    const bytes = body();
    for (const at of [doors.validate.bind(doors), doors.mutate.bind(doors)]) {
      at(whole(bytes));
      at(over(bytes.subarray(0, bytes.length - 1)));
    }
    expect(sizes()).toEqual([bytes.length, bytes.length - 1, bytes.length, bytes.length - 1]);
  });

  it('is refused over the limit of its own door', () => {
    const { doors } = opened();
    expect(doors.validate(over(body()))).toMatchObject({
      allowed: false,
      refusal: 'the review has more than 3000 bytes: make the object smaller',
    });
    expect(doors.mutate(over(body()))).toMatchObject({
      outcome: 'unjudged',
      refusal: 'the review has more than 5000 bytes: make the object smaller',
    });
  });

  it('is judged by the policies of its moment', () => {
    let set = DENYING;
    const { doors } = opened({ policies: () => set });
    const bad = whole(body({ object: badSlice() }));
    expect(doors.validate(bad).allowed).toBe(false);
    set = WARNING;
    expect(doors.validate(bad).allowed).toBe(true);
  });

  it('is timed and logged at both doors, in seconds and milliseconds', async () => {
    const { doors, lines, metrics } = opened();
    doors.validate(whole(body()));
    doors.mutate(whole(body()));
    expect(lines.map(({ msg, durationMs }) => [msg, durationMs])).toEqual([
      ['review', 4],
      ['mutation', 4],
    ]);
    expect(await metrics.registry.metrics()).toContain('\nsliceward_review_seconds_sum 0.004\n');
  });
});
