import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { badSlice, body } from '../reviews.ts';
import { eventually, health, metric, send, start } from '../support.ts';

describe('policy files', () => {
  const policy = (action: string): string =>
    `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: mine}
spec: {rules: {port-number: {action: ${action}}}}
`;

  it('are used when they load, and never when they do not', async () => {
    const { directory } = await start();
    const file = join(directory, 'policy.yaml');
    await writeFile(file, policy('deny'));
    const { port, healthPort, logs } = await start({ policyFiles: [file] });
    const allowed = async (): Promise<boolean> =>
      (await send(port, { body: body({ object: badSlice() }) })).json.response.allowed;
    expect(await allowed()).toBe(false);
    await writeFile(file, policy('denny'));
    await eventually(() => metric(healthPort, 'sliceward_errors_total{reason="policy_reload"}'));
    expect(await allowed()).toBe(false);
    expect(JSON.stringify(logs)).toMatch(/policy\.yaml:4:\d+/);
    await writeFile(file, policy('warn'));
    await eventually(allowed);
    expect(logs.some(({ msg }) => msg === 'policies replaced')).toBe(true);
  });

  it('are named in the log when they can find nothing, at the start and after a reload', async () => {
    const { directory } = await start();
    const [one, two] = [join(directory, 'one.yaml'), join(directory, 'two.yaml')];
    const text = (name: string, spec: string): string =>
      `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: ${name}}
spec: {preset: strict${spec}}
`;
    await writeFile(one, text('one', ', match: {namespaces: {exclude: ["*"]}}'));
    await writeFile(two, text('two', ''));
    const { logs, server, healthPort } = await start({
      policyFiles: [one, two],
      watch: { debounceMs: 60_000, pollMs: 60_000 },
    });
    const warnings = (): unknown[] =>
      logs
        .splice(0)
        .flatMap(({ level, msg, policy: name, why }) =>
          level === 'warn' ? [{ msg, ...(name === undefined ? {} : { policy: name, why }) }] : [],
        );
    const first = {
      msg: 'this policy never finds anything',
      policy: 'one',
      why: expect.stringContaining('"*" excludes every namespace'),
    };
    expect(logs.at(-1)).toMatchObject({ msg: 'ready' });
    expect(warnings()).toEqual([first]);

    await writeFile(two, text('two', ', exclude: {}'));
    await server.reload();
    const second = { ...first, policy: 'two', why: expect.stringContaining('spec.exclude') };
    expect(warnings()).toEqual([first, second, { msg: 'no policy finds anything: nothing will be denied' }]);
    expect((await health(healthPort, '/readyz')).status).toBe(200);

    await writeFile(one, text('one', ''));
    await writeFile(two, text('two', ''));
    await server.reload();
    expect(logs.some(({ msg }) => msg === 'policies replaced')).toBe(true);
    expect(warnings()).toEqual([]);
  });
});
