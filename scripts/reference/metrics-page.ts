// docs/reference/metrics.md: every metric with its labels and their values, and every reason of an error.
import { ERROR_REASONS } from '../../src/admission/http/error-reasons.ts';
import { LABELS, METRICS } from '../../src/admission/metrics.ts';
import { KINDS } from '../../src/admission/http/request-error.ts';
import { code, generatedFrom, prose, table } from './markdown.ts';

export function metricsPage(): string {
  const sections = [
    `${generatedFrom('src/admission/metrics.ts and http/error-reasons.ts')}# Metrics`,
    'What `sliceward serve` shows at `/metrics` on its health port (8080), in the text format of Prometheus. ' +
      '[Operating](../operating.md#alerts) lists the alerts to set. Names and labels are a public contract; help ' +
      'texts are not. ' +
      'Beside these there are the `process_` and `nodejs_` metrics of prom-client (memory, CPU, event loop, ' +
      'garbage collection), which are no part of it.',
    table(['metric', 'type', 'labels', 'meaning'], Object.values(METRICS).map(metricRow)),
    '`sliceward_errors_total` has all its series from the start, at 0; series of the others begin when they are ' +
      'first counted. `sliceward_review_seconds` has `_bucket`, `_sum` and `_count`, as histograms do.',
    `## Labels\n\nEvery label comes from a closed set; no object, namespace or user is ` +
      `one.\n\n${table(['label', 'values'], Object.entries(LABELS).map(labelRow))}`,
    '`operation` is `other` where it could not be read, or is none of these. `writer_class` is explained in ' +
      '[concepts](../concepts.md); it is `unknown` for what could not be judged, and `agent` is not given yet.',
    `## Reasons of errors\n\nEach counts in \`sliceward_errors_total\`. "Answer" is what the caller gets: a ` +
      "status of 4xx or 5xx is a failed call, of which the registration's failurePolicy decides; after a 503 " +
      `with \`Retry-After\` the API server asks again within its time-out.\n\n${table(['reason', 'answer', 'what has happened'], Object.entries(ERROR_REASONS).map(reasonRow))}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function metricRow({ name, type, labelNames, help }: (typeof METRICS)[keyof typeof METRICS]): readonly string[] {
  return [code(name), type, labelNames.map(code).join(', ') || '–', prose(help)];
}

function labelRow([label, values]: readonly [string, string | readonly string[]]): readonly string[] {
  if (label === 'reason') return [code(label), '[see below](#reasons-of-errors)'];
  return [code(label), typeof values === 'string' ? prose(values) : values.map(code).join(', ')];
}

function reasonRow([reason, meaning]: readonly [string, string]): readonly string[] {
  return [code(reason), answer(reason), prose(meaning)];
}

function answer(reason: string): string {
  if (reason === 'unjudgeable') return 'an AdmissionReview: denied with 400 or 413, or allowed';
  if (reason === 'not_judged') return 'an AdmissionReview: allowed';
  const kind = Object.entries(KINDS).find(([name]) => name === reason)?.[1];
  if (kind === undefined) return '–';
  return 'headers' in kind && 'retry-after' in kind.headers ? `${kind.status}, \`Retry-After\`` : String(kind.status);
}
