// Facts of the same input, whatever comes first, in files and on standard input.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { testIo, type TestIo } from '../test-io.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-facts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(stdin: string, ...args: readonly string[]): Promise<TestIo> {
  const io = {
    ...testIo(),
    readStdin: async function* () {
      yield new TextEncoder().encode(stdin);
    },
  };
  await runCommand(['check', '-', ...args], io);
  return io;
}

const NAMES = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: names, namespace: shop}
addressType: FQDN
endpoints: [{addresses: [ledger.payments]}]
ports: []
`;
const LOOPBACK = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: loopback, namespace: shop}
addressType: IPv4
endpoints: [{addresses: [127.0.0.1]}]
ports: []
`;
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: ledger, namespace: payments}\n';
const RULES = ['--rules', 'fqdn-target,denied-address'];

describe('standard input', () => {
  it.each([
    ['after the slice', [NAMES, LOOPBACK, SERVICE]],
    ['before it', [SERVICE, LOOPBACK, NAMES]],
  ])('a Service that comes %s is known', async (_, documents) => {
    const io = await check(documents.join('---\n'), ...RULES);
    expect(io.written()).toContain('fqdn-target/search-path endpoints[0].addresses[0]: ledger.payments');
    expect(io.written()).toContain('denied-address/loopback');
    expect(io.exitCode()).toBe(1);
  });

  it('a slice waits for the end of the input only if it was judged by what may come', async () => {
    const text = [NAMES, LOOPBACK, SERVICE].join('---\n');
    const rules = (await check(text, ...RULES)).written().match(/fqdn-target|denied-address/g);
    expect(rules).toEqual(['denied-address', 'fqdn-target']);
  });
});

describe('labels of the namespace', () => {
  const policy = (): readonly string[] => ['--policy', join(folder, 'policy.yaml')];
  beforeAll(() =>
    writeFile(
      join(folder, 'policy.yaml'),
      `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: by-tier}
spec:
  rules:
    denied-address: {action: deny, match: {namespaces: {labels: {tier: public}}}}
`,
    ),
  );
  const namespace = (tier: string): string =>
    `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {tier: ${tier}}}\n`;

  it('decide where the namespace is in the input', async () => {
    expect((await check(`${LOOPBACK}---\n${namespace('public')}`, ...policy())).exitCode()).toBe(1);
    const other = await check(`${LOOPBACK}---\n${namespace('private')}`, ...policy());
    expect([other.exitCode(), other.written()]).toEqual([0, '1 slice: 0 denied, no findings\n']);
  });

  it('leave the rule undecided where it is not, and say what is missing', async () => {
    const io = await check(LOOPBACK, ...policy());
    expect(io.exitCode()).toBe(0);
    expect(io.written()).toMatch(/undecided for 1 slice: denied-address needs the Namespaces?/);
  });
});
