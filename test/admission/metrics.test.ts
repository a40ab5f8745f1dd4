import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ERROR_REASONS } from '../../src/admission/http/error-reasons.ts';
import { createMetrics, METRICS } from '../../src/admission/metrics.ts';

const SOURCE = join(import.meta.dirname, '../../src/admission');

it('shows the metrics of the list and no others', async () => {
  const { registry } = createMetrics({ certificateExpiry: () => 60, process: false });
  const shown = (await registry.getMetricsAsJSON()).map(({ name, help, type }) => ({ name, help, type }));
  expect(shown).toEqual(Object.values(METRICS).map(({ name, help, type }) => ({ name, help, type })));
});

it('has the series of every reason from the start', async () => {
  const { registry } = createMetrics({ certificateExpiry: () => 60, process: false });
  const text = await registry.metrics();
  for (const reason of Object.keys(ERROR_REASONS))
    expect(text).toContain(`sliceward_errors_total{reason="${reason}"} 0\n`);
});

it('has no reason that nothing counts', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !['http/error-reasons.ts', 'http/request-error.ts'].includes(name),
  );
  const source = files.map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  expect(Object.keys(ERROR_REASONS).filter((reason) => !source.includes(`'${reason}'`))).toEqual([]);
});
