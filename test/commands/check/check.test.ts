// `sliceward check` as the command line runs it, with the real rules. What it prints is held by the files in test/fixtures/check.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/commands/io.ts';
import { runCommand } from '../../../src/commands/run.ts';
import { reportSchema, type Report } from '../../../src/report/schema.ts';

const FIXTURES = 'test/fixtures/check';

interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function check(args: readonly string[], { stdin = '', env = {}, isTerminal = false } = {}): Promise<Outcome> {
  const outcome: { code: number | undefined; stdout: string; stderr: string } = {
    code: undefined,
    stdout: '',
    stderr: '',
  };
  const io: Io = {
    stdout: (text) => void (outcome.stdout += text),
    stderr: (text) => void (outcome.stderr += text),
    readStdin: async function* () {
      yield new TextEncoder().encode(stdin);
    },
    env,
    isTerminal,
    now: () => new Date(0),
    setExitCode: (code) => {
      outcome.code = code;
    },
  };
  await runCommand(['check', ...args], io);
  return outcome;
}

async function report(args: readonly string[], stdin = ''): Promise<Report> {
  return reportSchema.parse(JSON.parse((await check([...args, '-o', 'json'], { stdin })).stdout));
}

/** Digests change with every rule; that they are there is enough here. */
function stable(text: string): string {
  return text.replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:…').replace(/"version": "[^"]+"/, '"version": "…"');
}

const SLICE = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' };
const OWNED = [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: '6e3b9f0e-9b7a-4d38-9d43-1f2c8f4f9a10' }];

function slice(name: string, parts: object = {}): object {
  return {
    ...SLICE,
    metadata: {
      name,
      labels: { 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'me' },
      ownerReferences: OWNED,
    },
    ...parts,
  };
}

const GOOD = {
  endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
  ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
};
const BAD = { ...GOOD, ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, ...documents: readonly unknown[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    documents.map((document) => (typeof document === 'string' ? document : JSON.stringify(document))).join('\n---\n'),
  );
  return path;
}

describe('golden files', () => {
  const cases: readonly (readonly [name: string, code: number, input: string, args: readonly string[]])[] = [
    ['seed', 0, 'seed.yaml', []],
    ['mixed', 2, 'mixed.yaml', []],
    ['web', 0, 'web.yaml', []],
    ['web-update', 0, 'web.yaml', ['--old', `${FIXTURES}/web-old.yaml`]],
  ];
  it.each(cases)('%s exits with %i', async (name, code, input, args) => {
    const text = await check([`${FIXTURES}/${input}`, ...args]);
    expect(text.code).toBe(code);
    await expect(`${text.stdout}--- stderr\n${text.stderr}`).toMatchFileSnapshot(`../../fixtures/check/${name}.txt`);
    const json = await check([`${FIXTURES}/${input}`, ...args, '-o', 'json']);
    expect(json.code).toBe(code);
    expect(reportSchema.safeParse(JSON.parse(json.stdout)).error).toBeUndefined();
    await expect(stable(json.stdout)).toMatchFileSnapshot(`../../fixtures/check/${name}.json`);
  });
});

describe('exit codes', () => {
  it('is 0 for a clean file, 1 for a denial', async () => {
    expect(await check([await file('good.json', slice('good', GOOD))])).toEqual({
      code: 0,
      stdout: '1 slice: 0 denied, no findings\n',
      stderr: '',
    });
    expect(await check([await file('bad.json', slice('bad', BAD))])).toMatchObject({ code: 1, stderr: '' });
  });
  it.each([
    ['deny', 0, 1],
    ['warn', 1, 1],
    ['audit', 1, 1],
    ['never', 0, 0],
  ])('--fail-on %s', async (failOn, warned, denied) => {
    const onlyWarned = await file('warned.json', slice('w', { ...GOOD, metadata: { name: 'w' } }));
    expect((await check([onlyWarned, '--fail-on', failOn])).code).toBe(warned);
    expect((await check([await file('bad.json', slice('bad', BAD)), '--fail-on', failOn])).code).toBe(denied);
  });
  it('is 2 for what could not be judged, whatever else was found', async () => {
    const broken = await file('broken.yaml', 'a: [', slice('bad', BAD));
    const outcome = await check([broken]);
    expect(outcome.code).toBe(2);
    expect(outcome.stdout).toContain('port-number/out-of-range');
    expect(outcome.stdout).toContain(`${broken}:`);
    expect((await check([join(folder, 'nowhere.yaml')])).code).toBe(2);
  });
  it('is 2 without any file, 0 without any slice, and says so', async () => {
    await mkdir(join(folder, 'empty'), { recursive: true });
    expect(await check([join(folder, 'empty')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no manifests found'),
    });
    for (const stdin of ['', '# nothing\n---\n'])
      expect(await check(['-'], { stdin })).toMatchObject({
        code: 2,
        stderr: 'sliceward: no manifests found: the file is empty\n',
      });
    const service = await file('service.yaml', { apiVersion: 'v1', kind: 'Service' });
    expect(await check([service])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no EndpointSlices found (1 documents in 1 files)'),
    });
  });
  it.each([
    [['--policy', 'nowhere.yaml'], 'nowhere.yaml'],
    [['--rules', 'denied-adress'], 'did you mean "denied-address"'],
    [['--rules', ''], 'Name rules'],
    [['--rules', 'denied-address,'], 'Name rules'],
    [['--as-group', 'g'], 'add --as'],
    [['-', '--old', '-'], 'standard input (-) appears twice; give it once'],
    [['-o', 'xml'], 'Allowed choices are text, json, yaml, sarif, junit, github, markdown'],
    [['-o', 'json', '--summary'], '--summary prints text'],
    [['--quiet', '--summary'], 'cannot be used with'],
    [['--color', 'blue'], 'auto, always, never'],
    [['--operation', 'PATCH'], 'CREATE, UPDATE, DELETE'],
    [['--kubernetes-version', 'newest'], 'write it as 1.36'],
  ])('is 2 for %j, before anything is printed', async (args, message) => {
    const outcome = await check([`${FIXTURES}/web.yaml`, ...args]);
    expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(outcome.stderr).not.toContain('bug');
  });
});

it('adds repeated --rules up', async () => {
  const path = await file(
    'two.yaml',
    slice('two', { ...BAD, endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }] }),
  );
  const { decisions } = await report([path, '--rules', 'denied-address', '--rules', 'port-number']);
  expect(decisions.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
    'denied-address',
    'port-number',
  ]);
});

describe('input', () => {
  it('reads standard input, with places in it', async () => {
    const outcome = await check(['-'], { stdin: `# generated\n${JSON.stringify(slice('bad', BAD), null, 2)}` });
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toMatch(/^stdin:\d\d:\d+: deny port-number/m);
    expect(outcome.stdout).toContain('"port": 70000');
  });
  it('fills in a missing namespace', async () => {
    const own = slice('own', { ...GOOD, metadata: { name: 'own', namespace: 'mine' } });
    const path = await file('namespaces.yaml', slice('none', GOOD), own);
    const names = async (...args: string[]): Promise<readonly string[]> =>
      (await report([path, ...args])).decisions.map(({ object }) => `${object.namespace}/${object.name}`);
    expect(await names()).toEqual(['default/none', 'mine/own']);
    expect(await names('-n', 'shop')).toEqual(['shop/none', 'mine/own']);
  });
  it('says what was not judged', async () => {
    const system = slice('dns', { ...BAD, metadata: { name: 'dns', namespace: 'kube-system' } });
    const outcome = await check([await file('others.yaml', system)]);
    expect(outcome).toEqual({
      code: 0,
      stdout: `EndpointSlice kube-system/dns (CREATE): not judged: no policy applies to it

1 slice: 1 not judged, 0 denied, no findings
`,
      stderr: '',
    });
  });
  it('says what the API server would refuse wherever the object lives', async () => {
    const metadata = { name: 'dns', namespace: 'kube-system' };
    const refused = slice('dns', { ...BAD, metadata, addressType: 'IPv4', endpoints: [{ addresses: ['::1'] }] });
    const outcome = await check([await file('others.yaml', refused)]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toMatch(/^EndpointSlice kube-system\/dns \(CREATE\): denied, but not judged: no policy/);
    expect(outcome.stdout).toMatch(/ deny kubernetes-validation\//);
    expect(outcome.stdout).not.toMatch(/ (?:address-family|denied-address|port-number)\//);
  });
});

describe('the subject', () => {
  it('is an update where --old has the object', async () => {
    const old = await file('old.json', slice('bad', BAD), slice('other', GOOD));
    const grown = { ...BAD, endpoints: [...BAD.endpoints, { addresses: ['10.1.2.4'], conditions: { ready: true } }] };
    const path = await file('new.yaml', slice('bad', grown), slice('new', BAD));
    const { decisions } = await report([path, '--old', old]);
    expect(decisions.map(({ operation, allowed }) => [operation, allowed])).toEqual([
      ['UPDATE', true],
      ['CREATE', false],
    ]);
    expect(decisions[0]?.findings[0]).toMatchObject({ action: 'warn', actionBefore: 'deny', capped: 'ratchet' });
  });
  it('compares with Endpoints that are too large to be judged, and lets them shrink as the webhook does', async () => {
    const endpoints = (count: number, labels: object = {}): object => ({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', labels },
      subsets: [
        {
          addresses: Array.from({ length: count }, (_, index) => ({ ip: `127.0.${index >> 8}.${index & 255}` })),
          ports: [{ port: 80 }],
        },
      ],
    });
    const old = await file('large-old.json', endpoints(20_002));
    const { decisions } = await report([await file('small.json', endpoints(1)), '--old', old, '--as', 'jane']);
    expect(decisions).toMatchObject([{ operation: 'UPDATE', allowed: true }]);
    expect(decisions[0]?.findings.map(({ rule, capped }) => `${rule} ${capped}`)).toEqual(
      expect.arrayContaining(['denied-address shrinking', 'mass-change null']),
    );
    const smaller = await file('smaller.json', endpoints(20_001, { team: 'shop' }));
    expect(await check([smaller, '--old', old])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('allowed because they only remove from those of --old: 1 Endpoints'),
    });
    const larger = await file('larger.json', endpoints(20_003));
    for (const args of [[smaller], [larger, '--old', old], [smaller, '--old', old, '--operation', 'CREATE']])
      expect(await check(args)).toMatchObject({
        code: 2,
        stdout: expect.stringContaining('more than 1000 EndpointSlices'),
      });
  });

  it('notes an --old that fits nothing, and is 2 for one that cannot be read', async () => {
    const path = await file('good.json', slice('good', GOOD));
    const other = await check([path, '--old', await file('other.json', slice('other', GOOD))]);
    expect(other).toMatchObject({ code: 0, stderr: expect.stringContaining('has none of the EndpointSlices') });
    expect((await check([path, '--old', join(folder, 'nowhere.json')])).code).toBe(2);
  });
  it('has the operation that is asked for', async () => {
    const { decisions } = await report([await file('bad.json', slice('bad', BAD)), '--operation', 'DELETE']);
    expect(decisions).toMatchObject([{ operation: 'DELETE', allowed: true, findings: [] }]);
  });
  it('has the writer of --as, and is undecided without', async () => {
    const taken = slice('taken', {
      ...GOOD,
      metadata: {
        name: 'taken',
        ownerReferences: OWNED,
        labels: {
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
      },
    });
    const path = await file('taken.json', taken);
    expect(await report([path])).toMatchObject({
      decisions: [
        { writer: { class: 'unknown', user: null }, allowed: true, undecided: [{ rule: 'managed-by', needs: 'user' }] },
      ],
      summary: { undecided: 1 },
    });
    expect((await check([path])).stdout).toContain('undecided for 1 slice: managed-by needs the user; add --as\n');
    expect(await report([path, '--as', 'jane', '--as-group', 'devs'])).toMatchObject({
      decisions: [{ writer: { class: 'other', user: 'jane' }, allowed: false, findings: [{ rule: 'managed-by' }] }],
    });
    expect(await report([path, '--as', 'system:serviceaccount:kube-system:endpointslice-controller'])).toMatchObject({
      decisions: [{ writer: { class: 'controller' }, allowed: true }],
    });
  });
});

describe('policies', () => {
  it('judges by files, presets and selected rules', async () => {
    const path = await file('bad.json', slice('bad', BAD));
    const policy = await file('policy.yaml', {
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'SlicePolicy',
      metadata: { name: 'mine' },
      spec: { preset: 'recommended', enforcement: 'warn' },
    });
    const mild = await report([path, '--policy', policy]);
    expect(mild.policies.map(({ name }) => name)).toEqual(['mine']);
    expect(mild.decisions[0]?.findings[0]).toMatchObject({
      action: 'warn',
      actionBefore: 'deny',
      capped: 'enforcement',
    });
    const one = await report([`${FIXTURES}/mixed.yaml`, '--rules', 'port-number, address-type']);
    expect(new Set(one.decisions.flatMap(({ findings }) => findings.map(({ rule }) => rule)))).toEqual(
      new Set(['port-number', 'address-type']),
    );
    const strict = await report([`${FIXTURES}/mixed.yaml`, '--preset', 'strict']);
    expect(strict.policies.map(({ name }) => name)).toEqual(['strict']);
  });
  it('prints the place of a typo in a policy', async () => {
    const policy = await file(
      'typo.yaml',
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: x}\nspec:\n  presett: strict\n',
    );
    const outcome = await check([`${FIXTURES}/web.yaml`, '--policy', policy]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(`${policy}:5:3:`);
  });
});

async function coloured(options: Parameters<typeof check>[1]): Promise<boolean> {
  return (await check([`${FIXTURES}/seed.yaml`], options)).stdout.includes('\u001b[');
}

describe('output', () => {
  it('waits for a slow reader before it reads on', async () => {
    const PIECES = 40;
    let pulled = 0;
    const pulledAt: number[] = [];
    let letGo = (): void => undefined;
    const io: Io = {
      stdout: () => undefined,
      stderr: () => undefined,
      backlog: () => {
        pulledAt.push(pulled);
        return new Promise((resolve) => {
          letGo = resolve;
        });
      },
      readStdin: async function* () {
        const bad = `${JSON.stringify(slice('bad', BAD))}\n`;
        for (; pulled < PIECES; pulled++) yield new TextEncoder().encode(bad.repeat(100));
      },
      env: {},
      isTerminal: false,
      now: () => new Date(0),
      setExitCode: () => undefined,
    };
    const done = runCommand(['check', '-', '-o', 'json'], io).then(() => 'done');
    const step = async (): Promise<unknown> => Promise.race([done, new Promise((resolve) => setTimeout(resolve, 1))]);
    // Nothing is read while the reader does not take what is there.
    while (pulledAt.length === 0) await step();
    const held = pulled;
    for (let turn = 0; turn < 20; turn++) await step();
    expect(pulled).toBe(held);
    expect(held).toBeLessThan(3);
    // And all of it when he does.
    while ((await step()) !== 'done') letGo();
    expect(pulled).toBe(PIECES);
    expect(pulledAt.length).toBeGreaterThan(PIECES / 2);
  });
  it('has colours on a terminal, unless told otherwise', async () => {
    expect(await coloured({})).toBe(false);
    expect(await coloured({ isTerminal: true })).toBe(true);
    expect(await coloured({ isTerminal: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured({ env: { FORCE_COLOR: '1' } })).toBe(true);
    expect(await coloured({ isTerminal: true, env: { FORCE_COLOR: '0' } })).toBe(false);
  });
  it('prints the same digest for the same slice in YAML and in JSON', async () => {
    const yaml = await report([`${FIXTURES}/web.yaml`]);
    const json = await report(
      ['-'],
      JSON.stringify({
        ...SLICE,
        ...GOOD,
        metadata: {
          name: 'web-1',
          labels: {
            'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com',
            'kubernetes.io/service-name': 'web',
          },
        },
        endpoints: [{ conditions: { ready: true }, addresses: ['10.244.1.17'] }],
        ports: [{ port: 8080, name: 'http' }],
      }),
    );
    expect(json.decisions[0]?.digest).toBe(yaml.decisions[0]?.digest);
  });
});
