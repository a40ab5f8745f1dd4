// `check --fix` and `--diff` on files as people write them: test/fixtures/fix holds them, and below it in `expected` what becomes of them, byte by byte.
import { writeFileSync } from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { reportSchema } from '../../../src/report/schema.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { fixManifests } from '../../../src/commands/check/fix.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { makeSubject } from '../../../src/policy/make-subject.ts';
import type { Decision } from '../../../src/policy/subject.ts';
import type { ManifestSlice } from '../../../src/manifests/read.ts';
import { RULES } from '../../../src/rules/index.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { testIo } from '../test-io.ts';

const FIXTURES = 'test/fixtures/fix';
const EXPECTED = join(FIXTURES, 'expected');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fix-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function check(...args: readonly string[]): Promise<Outcome> {
  const io = testIo();
  await runCommand(['check', ...args], io);
  const bare = (text: string): string =>
    text.replaceAll(`a${folder}/`, 'a/').replaceAll(`b${folder}/`, 'b/').replaceAll(`${folder}/`, '');
  return { code: io.exitCode(), stdout: bare(io.written()), stderr: bare(io.errors()) };
}

/** By name, without the policy. */
async function filesOf(place: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(place)).filter((name) => /\.(?:ya?ml|json)$/.test(name) && name !== 'policy.yaml');
  return new Map(
    await Promise.all(
      names.toSorted().map(async (name) => [name, await readFile(join(place, name), 'latin1')] as const),
    ),
  );
}

const POLICY = ['--policy', join(FIXTURES, 'policy.yaml')] as const;

describe('the files of test/fixtures/fix', () => {
  beforeEach(async () => {
    await cp(FIXTURES, folder, { recursive: true });
    await rm(join(folder, 'expected'), { recursive: true });
    await rm(join(folder, 'policy.yaml'));
  });

  it('--diff shows what would change, in a form that can be applied, and writes nothing', async () => {
    const before = await filesOf(folder);
    const outcome = await check(folder, ...POLICY, '--diff');
    expect(await filesOf(folder)).toEqual(before);
    expect(outcome.stdout).toBe(await readFile(join(EXPECTED, 'changes.diff'), 'utf8'));
    expect(outcome.stderr).toBe(await readFile(join(EXPECTED, 'diff-notes.txt'), 'utf8'));
    expect(outcome.code).toBe(2);
    for (const patch of parsePatch(outcome.stdout)) {
      const name = patch.newFileName?.slice('b/'.length) ?? '';
      const text = Buffer.from(before.get(name) ?? '', 'latin1').toString();
      expect(applyPatch(text, patch)).toBe(await readFile(join(EXPECTED, name), 'utf8'));
    }
  });

  it('--fix changes the intended bytes and no others', async () => {
    const outcome = await check(folder, ...POLICY, '--fix', '-o', 'json');
    expect(await filesOf(folder)).toEqual(await filesOf(EXPECTED));
    expect(outcome.stderr).toBe(await readFile(join(EXPECTED, 'fix-notes.txt'), 'utf8'));
    // Two files cannot be read, and the report is about the files as they are now.
    expect(outcome.code).toBe(2);
    const { decisions } = reportSchema.parse(JSON.parse(outcome.stdout));
    const fixable = decisions.filter(({ findings }) => findings.some(({ fix }) => fix.length > 0));
    const left = new Set(fixable.map(({ source }) => ('file' in source ? source.file : '')));
    expect([...left]).toEqual(['anchors.yaml', 'broken.yaml']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('--fix changes nothing the second time', async () => {
    await check(folder, ...POLICY, '--fix');
    const before = await filesOf(folder);
    const times = await Promise.all([...before.keys()].map(async (name) => (await stat(join(folder, name))).mtimeMs));
    const outcome = await check(folder, ...POLICY, '--fix');
    expect(await filesOf(folder)).toEqual(before);
    expect(await Promise.all([...before.keys()].map(async (name) => (await stat(join(folder, name))).mtimeMs))).toEqual(
      times,
    );
    expect(outcome.stderr).not.toMatch(/: fixed /);
    expect((await check(folder, ...POLICY, '--diff')).stdout).toBe('');
  });
});

const BAD =
  'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\naddressType: IPv4\nendpoints: [{addresses: [010.0.0.1]}]\n';
const ONLY = ['--rules', 'canonical-address', '--preset', 'strict'] as const;

describe('check --fix', () => {
  it('judges what it has written', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, BAD);
    expect((await check(file, ...ONLY, '--diff')).code).toBe(1);
    const outcome = await check(file, ...ONLY, '--fix');
    expect(outcome).toMatchObject({ code: 0, stderr: 'sliceward: fixed a.yaml: canonical-address (1)\n' });
    expect(outcome.stdout).toMatch(/no findings/);
  });

  it('keeps the mode of a file', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, BAD);
    await chmod(file, 0o604);
    await check(file, ...ONLY, '--fix');
    expect((await stat(file)).mode & 0o777).toBe(0o604);
    expect(await readFile(file, 'utf8')).toBe(BAD.replace('010.0.0.1', '10.0.0.1'));
  });

  it('follows links inside of what was given, and none that leads out', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'b.yaml'), BAD);
    await writeFile(join(folder, 'a.yml'), BAD);
    await symlink(join(outside, 'b.yaml'), join(folder, 'b.yaml'));
    await symlink('a.yml', join(folder, 'c.yaml'));
    const { stderr } = await check(folder, ...ONLY, '--fix');
    expect(stderr).toBe(
      `sliceward: fixed a.yml: canonical-address (1)\nsliceward: not fixed b.yaml: it is a link to ${outside}/b.yaml, outside of what was given: give that file itself\n`,
    );
    expect(await readFile(join(outside, 'b.yaml'), 'utf8')).toBe(BAD);
    expect((await lstat(join(folder, 'c.yaml'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'a.yml'), 'utf8')).not.toBe(BAD);
    expect((await check(join(folder, 'b.yaml'), ...ONLY, '--fix')).stderr).toMatch(/outside of what was given/);
    expect((await check(folder, outside, ...ONLY, '--fix')).stderr).toBe(
      'sliceward: fixed b.yaml: canonical-address (1)\n',
    );
    await rm(outside, { recursive: true });
  });

  it('does not call mended what stands in an item that could not be removed', async () => {
    const file = join(folder, 'a.yaml');
    const text =
      'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\naddressType: IPv4\nendpoints:\n' +
      '- addresses: [10.1.2.3]\n  conditions: {ready: true}\n- &again\n  addresses: [10.1.2.3]\n';
    await writeFile(file, text);
    const { stderr } = await check(file, '--rules', 'duplicate-address,explicit-conditions', '--fix');
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^sliceward: not fixed a\.yaml:9:15: duplicate-address /),
      expect.stringMatching(/^sliceward: not fixed a\.yaml:9:3: explicit-conditions /),
      '',
    ]);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('says nothing of its own in the names of files', async () => {
    await writeFile(join(folder, '\n::error::x.yaml'), BAD);
    expect((await check(folder, ...ONLY, '--diff')).stderr).toBe(
      'sliceward: would fix \\u000a::error::x.yaml: canonical-address (1)\n',
    );
  });

  it('leaves an object alone that a fix would make worse', async () => {
    const file = join(folder, 'a.yaml');
    const old = join(folder, 'old.yml');
    const ports = 'ports: [{port: 80}, {name: dns, port: 53}]\n';
    const text = BAD.replace('010.0.0.1', '127.0.0.1');
    await writeFile(file, `${text}${ports}`);
    await writeFile(old, `${text}${ports}`);
    const policy = join(folder, 'policy.yml');
    await writeFile(
      policy,
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: a}\nspec: {rules: {denied-address: {}, port-name: {options: {unnamed: http}}}}\n',
    );
    const outcome = await check(file, '--old', old, '--policy', policy, '--fix');
    expect(outcome).toMatchObject({
      code: 0,
      stderr:
        'sliceward: not fixed a.yaml:6:9: port-name ports[0].name: denied-address would have more to say afterwards\n',
    });
    expect(await readFile(file, 'utf8')).toBe(`${text}${ports}`);
  });

  it('leaves v1 Endpoints, older versions and what controllers write alone', async () => {
    const beta = BAD.replace('/v1', '/v1beta1');
    const endpoints =
      'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\nsubsets: [{addresses: [{ip: 010.0.0.1}], ports: [{port: 80}]}]\n';
    await writeFile(join(folder, 'a.yaml'), `${beta}---\n${endpoints}`);
    await writeFile(join(folder, 'b.yaml'), BAD);
    expect((await check(join(folder, 'a.yaml'), ...ONLY, '--diff')).stdout).toBe('');
    expect(
      (await check(join(folder, 'b.yaml'), ...ONLY, '--diff', '--as', 'system:kube-controller-manager')).stdout,
    ).toBe('');
  });

  it.for([
    [['-', '--fix'], /standard input cannot be fixed/],
    [['a.yaml', '--diff', '-o', 'json'], /--diff prints a diff/],
  ] as const)('refuses %j', async ([args, message]) => {
    expect(await check(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

it('leaves a file that changes while it is judged, says so and exits with 2', async () => {
  const file = join(folder, 'web.yaml');
  const text = await readFile(join(FIXTURES, 'database.yaml'), 'utf8');
  await writeFile(file, text);
  const policies = loadPolicies([{ file: 'policy', text: await readFile(POLICY[1], 'utf8') }], {
    rules: RULES,
    sha256,
  });
  const io = testIo();
  const judge = (item: ManifestSlice): Decision => {
    writeFileSync(file, `${text}# an editor saves\n`);
    return evaluate(policies, makeSubject({ operation: 'CREATE', object: item, stored: undefined, user: undefined }));
  };
  const isWhole = await fixManifests([file], { namespace: 'default', judge, isDiff: false, isQuiet: false }, io);
  expect(isWhole).toBe(false);
  expect(io.errors()).toBe(`sliceward: not fixed ${file}: it has changed since it was read; run it again\n`);
  expect(await readFile(file, 'utf8')).toBe(`${text}# an editor saves\n`);
  expect(await readdir(folder)).toEqual(['web.yaml']);
});

it('takes labels from the namespace of the same input, whichever comes first', async () => {
  const slice = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: shop
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: operator.shop.example.com
addressType: IPv4
endpoints:
  - addresses: [10.1.2.3]
    conditions: {ready: true}
ports:
  - {name: http, port: 8080, protocol: TCP}
`;
  await writeFile(join(folder, '1-slice.yaml'), slice);
  await writeFile(
    join(folder, '2-namespace.yaml'),
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {example.com/team: payments}}\n',
  );
  await writeFile(
    join(folder, 'policy.txt'),
    `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: team}
spec:
  rules:
    required-labels: {action: deny, options: {labels: {example.com/team: "^[a-z-]+$"}, defaultFrom: namespace}}
`,
  );
  const outcome = await check(folder, '--policy', join(folder, 'policy.txt'), '--fix');
  expect(outcome).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('fixed 1-slice.yaml: required-labels (1)'),
  });
  const manager = '    endpointslice.kubernetes.io/managed-by: operator.shop.example.com\n';
  expect(await readFile(join(folder, '1-slice.yaml'), 'utf8')).toBe(
    slice.replace(manager, `${manager}    example.com/team: payments\n`),
  );
  expect((await check(folder, '--policy', join(folder, 'policy.txt'), '--fix')).stderr).toBe('');
});

it('tells of names that the Services of the same input answer to', async () => {
  await writeFile(
    join(folder, '2-service.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata: {name: ledger, namespace: payments}\n',
  );
  await writeFile(
    join(folder, '1-slice.yaml'),
    `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ledger-1, namespace: shop}
addressType: FQDN
endpoints:
  - addresses: [ledger.payments]
  - addresses: [ledger.example]
ports: []
`,
  );
  const outcome = await check(folder, '--rules', 'fqdn-target', '--fix');
  expect(outcome.stdout.match(/fqdn-target\/.*/g)).toEqual([
    'fqdn-target/search-path endpoints[0].addresses[0]: ledger.payments is the Service ledger of namespace payments for every pod, by its search path; use that Service itself',
  ]);
  expect(outcome.code).toBe(0);
  expect((await check(folder, '--rules', 'fqdn-target')).stdout).toContain('search-path');
});
