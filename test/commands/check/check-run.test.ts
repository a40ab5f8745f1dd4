// What `sliceward check` judges: its input, its subjects, its policies, and how it prints them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/commands/io.ts';
import { runCommand } from '../../../src/commands/run.ts';
import { BAD, check, file, FIXTURES, folder, GOOD, OWNED, report, SLICE, slice } from './run-check.ts';

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
  it('prints what was not judged', async () => {
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
  it('prints what the API server would refuse wherever the object lives', async () => {
    const metadata = { name: 'dns', namespace: 'kube-system' };
    const refused = slice('dns', { ...BAD, metadata, addressType: 'IPv4', endpoints: [{ addresses: ['::1'] }] });
    const outcome = await check([await file('others.yaml', refused)]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toMatch(/^EndpointSlice kube-system\/dns \(CREATE\): denied, but not judged: no policy/);
    expect(outcome.stdout).toMatch(/ deny kubernetes-validation\//);
    expect(outcome.stdout).not.toMatch(/ (?:address-family|denied-address|port-number)\//);
  });
  it('prints lines only of files that hold manifests', async () => {
    const secret = await file('excerpts/environ.yaml', 'PASSWORD=hunter2: [\n');
    expect((await check([secret])).stdout).not.toContain('hunter2');
    const unnamed = await file('excerpts/values.yaml', 'password: hunter2\n');
    expect((await check([unnamed])).stdout).toMatch(/problem: the document has no kind[^\n]*\n\n/);
    const broken = await file('excerpts/broken.yaml', 'kind: EndpointSlice\nmetadata: ]\n');
    expect((await check([broken])).stdout).toContain('2 | metadata: ]');
  });
  it('prints no command for the runner of a CI system', async () => {
    const hostile = await file('::error::x.yaml', slice('a', { ...BAD, addressType: '##[add-mask]IPv4' }));
    const { stdout } = await check([hostile.replace(`${folder}/`, './'), hostile]);
    expect(stdout).toContain(String.raw`\u0023#[add-mask]`);
    expect(stdout).not.toMatch(/^\s*::|##\[/m);
  });
  it('does not read what --exclude and .slicewardignore name, and says how many paths', async () => {
    const bad = await file('excluded/bad.yaml', slice('bad', BAD));
    await file('excluded/good.yaml', slice('good', GOOD));
    const ours = join(folder, 'excluded');
    expect((await check([ours])).code).toBe(1);
    expect(await check([ours, '--exclude', 'bad.*'])).toMatchObject({
      code: 0,
      stderr: 'sliceward: excluded, not read: 1 path (--exclude, .slicewardignore)\n',
    });
    await writeFile(join(ours, '.slicewardignore'), 'bad.yaml\n');
    expect((await check([ours])).code).toBe(0);
    expect((await check([bad])).code).toBe(0);
    expect((await check([bad, '--fail-on-empty'])).code).toBe(2);
    expect((await check([ours, '--no-ignore'])).code).toBe(1);
    expect((await check([ours, '--no-ignore', '--exclude', 'bad.yaml', '-q'])).stderr).toBe('');
  });
  it('fails with --fail-on-empty if no EndpointSlice was judged', async () => {
    const service = await file('only-service.yaml', { apiVersion: 'v1', kind: 'Service' });
    expect(await check([service, '--fail-on-empty', '--quiet'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no EndpointSlices found'),
    });
    const system = await file('system.yaml', slice('dns', { metadata: { name: 'dns', namespace: 'kube-system' } }));
    expect((await check([system, '--fail-on-empty'])).code).toBe(2);
    expect((await check([await file('fine.yaml', slice('fine', GOOD)), '--fail-on-empty'])).code).toBe(0);
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
          // The API server itself accepts them.
          addresses: Array.from({ length: count }, (_, index) => ({ ip: `232.0.${index >> 8}.${index & 255}` })),
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

  it('notes an --old without any of the objects, and exits with 2 for one that cannot be read', async () => {
    const path = await file('good.json', slice('good', GOOD));
    const other = await check([path, '--old', await file('other.json', slice('other', GOOD))]);
    expect(other).toMatchObject({ code: 0, stderr: expect.stringContaining('has none of the EndpointSlices') });
    expect((await check([path, '--old', join(folder, 'nowhere.json')])).code).toBe(2);
  });
  it('has the operation of --operation', async () => {
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
    // And all of it when the reader does.
    while ((await step()) !== 'done') letGo();
    expect(pulled).toBe(PIECES);
    expect(pulledAt.length).toBeGreaterThan(PIECES / 2);
  });
  it('has colours on a terminal, unless the environment says otherwise', async () => {
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
