// The examples that rules call good are good to Kubernetes too: what sliceward advises must not be refused by the API server.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/rules/index.ts';
import { CONTROLLER, useGuardedCluster } from './harness/guarded-cluster.ts';
import { policy } from './harness/policies.ts';

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }) });

describe.each(RULES)('$id', ({ examples }) => {
  it.each(examples.good)('$title', async ({ yaml }) => {
    const { code, stderr } = await cluster().kubectl(['create', '-f', '-', '--dry-run=server'], { stdin: yaml, as: CONTROLLER });
    expect({ code, stderr: withoutDeprecation(stderr) }).toEqual({ code: 0, stderr: '' });
  });
});

function withoutDeprecation(stderr: string): string {
  return stderr.replace('Warning: spec.addressType: FQDN endpoints are deprecated\n', '');
}
