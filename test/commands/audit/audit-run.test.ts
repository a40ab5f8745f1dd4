import { describe, expect, it } from 'vitest';
import { fakeApi, page, pagesOf, status } from '../../kube/fake-api.ts';
import { auditAtOnce, read, slice, WRONG } from './run-audit.ts';

describe('runAudit', () => {
  it('prints a whole report of a list that breaks off, and exits with 2', async () => {
    const api = await fakeApi(page([slice('shop', 'wrong', WRONG)], 'next'), status(503, 'gone for good'));
    const outcome = await auditAtOnce(api, { output: 'json' });
    const report = read(outcome);
    expect(outcome.code).toBe(2);
    expect(report.decisions).toHaveLength(1);
    expect(report.problems).toEqual([
      { cluster: 'test', message: 'not all EndpointSlices were read: the API server answers 503: gone for good' },
    ]);
  });

  it('shows its progress on a terminal, and erases it at the end', async () => {
    const outcome = await auditAtOnce(
      await fakeApi(pagesOf(Array.from({ length: 250 }, (_, index) => slice('a', `s-${1000 + index}`)))),
      {},
      true,
    );
    expect(outcome.stderr).toContain('\r\u001b[K100 of 250 EndpointSlices');
    expect(outcome.stderr.endsWith('\r\u001b[K')).toBe(true);
    expect(outcome.stdout).toBe('250 slices: 0 denied, no findings\n');
  });

  it('prints a bounded number of findings, and exact numbers', async () => {
    const endpoints = Array.from({ length: 60 }, (_, index) => ({
      addresses: [`127.0.0.${index + 1}`],
      conditions: { ready: true },
    }));
    const api = await fakeApi(
      pagesOf(
        Array.from({ length: 700 }, (_, index) =>
          slice(`ns-${1000 + (index % 70)}`, `s-${1000 + index}`, { endpoints }),
        ).toSorted((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right))),
      ),
    );
    const { stdout } = await auditAtOnce(api);
    expect(stdout).toMatch(/^denied-address +42000 +0 +0$/m);
    expect(stdout).toContain('\nand 50 namespaces more\n');
    expect(stdout.match(/ deny denied-address\/loopback /g)).toHaveLength(50);
    expect(stdout).toContain("use the backend's own address (and 59 more)\n");
    expect(stdout).toContain('\nand 39000 more: -o json\n');
    expect(stdout).toMatch(/700 slices: 700 denied, 42000 findings to deny\n$/);
  });
});
