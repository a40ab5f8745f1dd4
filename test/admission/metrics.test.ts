import { expect, it } from 'vitest';
import { ERROR_REASONS } from '../../src/admission/http/error-reasons.ts';
import { createMetrics, METRICS } from '../../src/admission/metrics.ts';

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
