// The examples that rules call good are good to Kubernetes too: what sliceward advises must not be refused by the API server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';
import { RULES } from '../../src/rules/index.ts';
import { Judge } from '../control-plane/judge.ts';
import { CONTROLLER, useGuardedCluster } from './harness/guarded-cluster.ts';
import { policy } from './harness/policies.ts';

const ENDPOINT_CONTROLLER = 'system:serviceaccount:kube-system:endpoint-controller';

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }) });
let judge: Judge;
beforeAll(() => {
  judge = new Judge(cluster());
});
afterAll(() => judge.close());

describe.each(RULES)('$id', ({ examples }) => {
  it.each(examples.good)('$title', async ({ yaml, old }) => {
    const { code, stderr } = await cluster().kubectl(['create', '-f', '-', '--dry-run=server'], {
      stdin: yaml,
      // Nobody judges what these two write, each of its own kind.
      as: yaml.includes('kind: Endpoints\n') ? ENDPOINT_CONTROLLER : CONTROLLER,
    });
    // What only an older server would have let in is good as an update of what it has stored.
    const verdict = code !== 0 && old !== undefined ? await refusedUpdate(yaml, old) : withoutDeprecation(stderr);
    expect(verdict).toBe('');
  });
});

async function refusedUpdate(yaml: string, old: string): Promise<string> {
  const verdict = await judge.judge({ value: inPlace(yaml), stored: inPlace(old) });
  return verdict === undefined ? 'not judged' : (verdict.refused ?? []).join('\n');
}

const object = z.looseObject({ metadata: z.looseObject({}) });

/** As the store would have it. */
function inPlace(yaml: string): object {
  const [document] = readDocuments(yaml);
  if (document === undefined || isProblem(document)) throw new Error('an example that cannot be read');
  const { metadata, ...rest } = object.parse(document.value);
  return { ...rest, metadata: { namespace: 'default', uid: '5d0c2f6e-8e0b-4c55-9f0e-1d9c8f1b2a33', ...metadata } };
}

function withoutDeprecation(stderr: string): string {
  return stderr
    .replace('Warning: spec.addressType: FQDN endpoints are deprecated\n', '')
    .replace('Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n', '');
}
