// What of `sliceward check` depends on how it is printed: formats, flags, colours, the line that tells how far it is.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../../src/commands/io.ts';
import { runCommand } from '../../../src/commands/run.ts';
import { reportSchema } from '../../../src/report/schema.ts';
import { sarifErrors } from '../../report/sarif-schema.ts';
import { readXml } from '../../report/well-formed-xml.ts';

interface Outcome {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** What a terminal that shows both gets. */
let screen = '';

/** A clock that moves a second with each look at it, and a terminal on standard error alone. */
async function check(
  args: readonly string[],
  { env = {}, isTerminal = false, isErrorTerminal = false, stdin = '' } = {},
): Promise<Outcome> {
  const outcome: Outcome = { code: undefined, stdout: '', stderr: '' };
  let time = 0;
  screen = '';
  const io: Io = {
    stdout(text) {
      outcome.stdout += text;
      screen += text;
    },
    stderr(text) {
      outcome.stderr += text;
      screen += text;
    },
    readStdin: async function* () {
      for (const piece of stdin.split('|')) yield new TextEncoder().encode(piece);
    },
    env,
    isTerminal,
    isErrorTerminal,
    now: () => new Date((time += 1000)),
    setExitCode: (code) => {
      outcome.code = code;
    },
  };
  await runCommand(['check', ...args], io);
  return outcome;
}

function slice(name: string, port: number, address: string): string {
  const labels = { 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'me' };
  return JSON.stringify({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: { name, labels },
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: 'http', port, protocol: 'TCP' }],
  });
}

// By rules whose verdict is settled: one denial, one warning, one clean, one that cannot be read.
const DENIED = slice('denied', 70_000, '10.1.2.3');
const WARNED = slice('warned', 80, '192.0.2.1');
const CLEAN = slice('clean', 80, '10.1.2.3');
const RULES = ['--rules', 'port-number,denied-address'];

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-output-'));
  path = join(folder, 'all.yaml');
  await writeFile(path, [DENIED, WARNED, CLEAN, 'a: ['].join('\n---\n'));
});
afterAll(() => rm(folder, { recursive: true }));

async function print(...args: readonly string[]): Promise<string> {
  return (await check([path, ...RULES, ...args])).stdout;
}

describe('--output', () => {
  it('sarif holds every finding and problem', async () => {
    const log: unknown = JSON.parse(await print('-o', 'sarif'));
    expect(sarifErrors(log)).toEqual([]);
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'port-number',
              level: 'error',
              partialFingerprints: { 'sliceward/v1': expect.stringMatching(/^sha256:[0-9a-f]{64}:1$/) },
            },
            { ruleId: 'denied-address', level: 'warning' },
          ],
          tool: { driver: { rules: [{ id: 'port-number' }, { id: 'denied-address' }] } },
          invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] }],
        },
      ],
    });
  });
  it('junit has a case for each object and problem', async () => {
    const [suite] = readXml(await print('-o', 'junit')).children;
    expect(suite?.attributes).toMatchObject({ name: path, tests: '4', failures: '1', errors: '1' });
    expect(suite?.children.map(({ attributes }) => attributes['name'])).toEqual([
      'EndpointSlice default/denied',
      'EndpointSlice default/warned',
      'EndpointSlice default/clean',
      expect.stringMatching(/^problem at \d+:\d+$/),
    ]);
  });
  it('github annotates', async () => {
    const text = await print('-o', 'github');
    expect(text.match(/^::\w+ /gm)).toEqual(['::error ', '::warning ', '::error ']);
    expect(text).toContain(`::error file=${path},line=1,col=`);
  });
  it('markdown comments', async () => {
    const text = await print('-o', 'markdown');
    expect(text).toContain('3 slices: 1 denied, 1 finding to deny, 1 to warn, 1 problem');
    expect(text.match(/<details>/g)).toHaveLength(3);
  });
  it.each(['text', 'json', 'yaml', 'sarif', 'junit', 'github', 'markdown'])(
    '%s has the same exit code',
    async (format) => {
      expect((await check([path, ...RULES, '-o', format])).code).toBe(2);
      const clean = await check(['-', ...RULES, '-o', format], { stdin: CLEAN });
      expect(clean).toMatchObject({ code: 0, stderr: '' });
    },
  );
  it('is told by --help', async () => {
    const { stdout } = await check(['--help']);
    for (const word of [
      'sarif     SARIF 2.1.0',
      'junit',
      '10 errors and 10 warnings of a step',
      '65,536',
      '--quiet',
      '--summary',
      '--color',
    ])
      expect(stdout).toContain(word);
  });
});

describe('--quiet', () => {
  it('prints nothing when all is well', async () => {
    const quiet = await check(['-', '-q', ...RULES, '--kubernetes-version', '1.20'], { stdin: `${WARNED}\n${CLEAN}` });
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
  });
  it('prints findings at or above --fail-on, and problems', async () => {
    const deny = await print('--quiet');
    expect(deny).toContain('port-number/out-of-range');
    expect(deny).toContain(': problem: ');
    expect(deny).not.toContain('documentation');
    expect(deny).not.toContain('slices:');
    expect(await print('--quiet', '--fail-on', 'warn')).toContain('denied-address/documentation');
    expect(await print('--quiet', '--fail-on', 'never')).toBe(deny);
  });
  it('leaves reports for programs whole', async () => {
    for (const format of ['json', 'yaml', 'sarif', 'junit'])
      expect(await print('-q', '-o', format)).toBe(await print('-o', format));
    expect((await print('-q', '-o', 'github')).match(/^.*?::/gm)).toHaveLength(2);
    expect(await print('-q', '-o', 'markdown')).not.toContain('to warn</summary>');
  });
  it('still says why there was nothing to do', async () => {
    const empty = await mkdtemp(join(folder, 'empty-'));
    expect(await check([empty, '-q'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('no manifests found'),
    });
  });
});

it('--summary prints numbers by rule and action', async () => {
  const text = await print('--summary');
  expect(text).toMatch(/^rule +deny +warn +audit\nport-number +1 +0 +0\ndenied-address +0 +1 +0\n\n3 slices: /m);
  expect(text).not.toContain('default/denied');
});

describe('--color', () => {
  const isColoured = async (args: readonly string[], options: Parameters<typeof check>[1]): Promise<boolean> =>
    (await check([path, ...RULES, ...args], options)).stdout.includes('\u001b[31m');

  it('is automatic, always or never, whatever the environment says', async () => {
    expect(await isColoured([], { isTerminal: true })).toBe(true);
    expect(await isColoured(['--color', 'auto'], { isTerminal: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await isColoured(['--color', 'always'], { env: { NO_COLOR: '1' } })).toBe(true);
    expect(await isColoured(['--color', 'never'], { isTerminal: true, env: { FORCE_COLOR: '1' } })).toBe(false);
    expect(await isColoured(['--color', 'always', '-o', 'markdown'], {})).toBe(false);
  });
});

describe('--kubernetes-version', () => {
  it('says what it is judged by instead of a version that is not known', async () => {
    const note = async (version: string): Promise<string> =>
      (await check(['-', '--kubernetes-version', version], { stdin: CLEAN })).stderr;
    expect(await note('1.33')).toBe('sliceward: Kubernetes 1.33 is not known; judged as 1.34\n');
    expect(await note('v1.99.1+k3s1')).toBe('sliceward: Kubernetes 1.99 is not known; judged as 1.37\n');
    expect(await note('v1.36.3')).toBe('');
  });
  it('stands in the report as it was used', async () => {
    const report = reportSchema.parse(JSON.parse(await print('-o', 'json', '--kubernetes-version', '1.33')));
    expect(report.kubernetes).toBe('1.34');
  });
});

describe('on a terminal', () => {
  const ERASE = '\r\u001b[K';

  it('a line tells how far a long run is, and is gone before anything is printed', async () => {
    const { stdout, stderr } = await check(['-', ...RULES], {
      stdin: `${CLEAN}\n|${CLEAN}\n|${CLEAN}`,
      isErrorTerminal: true,
    });
    expect(stderr).toContain(`${ERASE}1 documents in 0 files read, 1 EndpointSlices judged`);
    expect(stderr.endsWith(`judged${ERASE}`)).toBe(true);
    expect(stdout).toBe('3 slices: 0 denied, no findings\n');
    expect(screen.endsWith(`judged${ERASE}${stdout}`)).toBe(true);
  });
  it('there is none in CI or elsewhere', async () => {
    expect((await check(['-'], { stdin: CLEAN, isErrorTerminal: true, env: { CI: 'true' } })).stderr).toBe('');
    expect((await check(['-'], { stdin: CLEAN })).stderr).toBe('');
  });
});
