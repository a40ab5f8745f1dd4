// `sliceward policy`, run as the command line runs it, with files in a folder of the test file.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { testIo, type TestIo } from '../test-io.ts';

/** The beginning of a policy, to which the lines of its spec are added. */
export const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: mine}\nspec:\n';

export const folder = mkdtempSync(join(tmpdir(), 'sliceward-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Its path. */
export function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

export async function run(args: readonly string[], stdin = ''): Promise<TestIo> {
  const io = {
    ...testIo(),
    readStdin: async function* () {
      yield Buffer.from(stdin);
    },
  };
  await runCommand(['policy', ...args], io);
  return io;
}

/** With the name of a controller of Kubernetes, and a port out of range. */
export const SLICE = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: shop
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
addressType: IPv4
endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
ports: [{name: http, port: 70000}]
`;

/** A test of one case over a policy with two rules. */
export function policyTest(...lines: readonly string[]): string {
  write('slice.yaml', SLICE);
  write('policy.yaml', `${HEAD}  rules: {port-number: {action: deny}, managed-by: {action: warn}}\n`);
  const body = lines.map((line) => `    ${line}\n`).join('');
  return (
    'apiVersion: sliceward.dev/v1alpha1\nkind: PolicyTest\npolicy: policy.yaml\n' +
    `cases:\n  - name: one\n    manifest: slice.yaml\n${body}`
  );
}

/** What is printed, without the folder and the summary, and the exit code. */
export async function testOne(...lines: readonly string[]): Promise<[string[], number | undefined]> {
  const io = await run(['test', write('one.test.yaml', policyTest(...lines))]);
  return [io.written().replaceAll(`${folder}/`, '').split('\n').slice(0, -2), io.exitCode()];
}

/** A `policy` field with a policy of these rules, in one line. */
export function inlinePolicy(rules: string): string {
  const head = 'apiVersion: sliceward.dev/v1alpha1, kind: SlicePolicy, metadata: {name: x}';
  return `policy: {${head}, spec: {rules: {${rules}}}}`;
}
