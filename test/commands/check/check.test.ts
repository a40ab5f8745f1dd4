// `sliceward check` as the command line runs it, with the real rules. The files in test/fixtures/check hold its output.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/report/schema.ts';
import { BAD, check, file, FIXTURES, folder, GOOD, report, slice } from './run-check.ts';

/** Digests change with every rule; that they are there is enough here. */
function stable(text: string): string {
  return text.replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:…').replace(/"version": "[^"]+"/, '"version": "…"');
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
  it('is 2 without any file, 0 without any slice, with a note', async () => {
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
    [['--rules', ''], 'name rules'],
    [['--rules', 'denied-address,'], 'name rules'],
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

it('runs the rules of every --rules', async () => {
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
