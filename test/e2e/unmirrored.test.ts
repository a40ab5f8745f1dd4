// What kubernetes-validation says of v1 Endpoints that are stored and never mirrored, against the real mirroring controller. SLICEWARD_SEED repeats a run.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { findUnmirrored } from '../../src/model/validation/endpoints-v1/unmirrored.ts';
import { scaled, SEED } from '../drills/support/scale.ts';
import { mirrorable, type Port, type Subset } from '../oracle/mirrorable.ts';
import { eventually } from './harness/children.ts';
import { startControlPlane, type ControlPlane } from './harness/control-plane.ts';
import { succeeded } from './harness/guarded-cluster.ts';

const TIMEOUT_MS = 300_000;
const COUNT = scaled(300);

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane({ controllers: true });
});

afterAll(() => plane?.stop(false));

function endpoints(name: string, subsets: readonly Subset[]): object {
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace: 'default' }, subsets };
}

function service(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ports: [{ name: 'http', port: 80 }] },
  };
}

function list(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

const sliceList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      endpoints: z.array(z.object({ addresses: z.array(z.string()) })).nullish(),
      ports: z
        .array(
          z.object({
            name: z.string(),
            port: z.number(),
            protocol: z.string(),
            appProtocol: z.string().optional(),
          }),
        )
        .nullish(),
    }),
  ),
});

/** Which address can be reached on which port; an address without ports on none. */
function routes(ips: readonly string[], ports: readonly Port[] = []): readonly string[] {
  const texts = ports.map(({ name = '', port, protocol = 'TCP', appProtocol = '' }) =>
    [name, port, protocol, appProtocol].join(' '),
  );
  return ips.flatMap((ip) => (texts.length === 0 ? [ip] : texts.map((text) => `${ip} ${text}`)));
}

function written(subsets: readonly Subset[]): ReadonlySet<string> {
  return new Set(
    subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports }) =>
      routes(
        [...addresses, ...notReadyAddresses].map(({ ip }) => ip),
        ports,
      ),
    ),
  );
}

/** By the name of the Endpoints. */
async function mirrored(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { stdout } = succeeded(await plane.kubectl(['get', 'endpointslices', '-n', 'default', '-o', 'json']));
  const byName = Map.groupBy(
    sliceList.parse(JSON.parse(stdout)).items,
    ({ metadata }) => metadata.labels['kubernetes.io/service-name'] ?? '',
  );
  return new Map(
    [...byName].map(([name, slices]) => [
      name,
      new Set(
        slices.flatMap((slice) =>
          routes(slice.endpoints?.flatMap(({ addresses }) => addresses) ?? [], slice.ports ?? []),
        ),
      ),
    ]),
  );
}

/** The Endpoints whose slices the API server refused, by the controller's log. */
function refused(): ReadonlySet<string> {
  const logs = readdirSync(plane.logs).filter((file) => file.includes('controller'));
  const text = logs.map((file) => readFileSync(path.join(plane.logs, file), 'utf8')).join('\n');
  const pattern =
    /Error mirroring EndpointSlices.*failed to create EndpointSlice for Endpoints default\/(\S+?): .*Duplicate/g;
  return new Set([...text.matchAll(pattern)].map(([, name = '']) => name));
}

it('ports of one name that lead to the same addresses: the slice is refused', { timeout: TIMEOUT_MS }, async () => {
  const all = fc
    .sample(mirrorable, { seed: SEED, numRuns: COUNT })
    .map((subsets, index) => ({ name: `m-${index}`, subsets }));
  succeeded(await plane.kubectl(['create', '-f', '-'], { stdin: list(all.map(({ name }) => service(name))) }));
  succeeded(
    await plane.kubectl(['create', '-f', '-'], {
      stdin: list(all.map(({ name, subsets }) => endpoints(name, subsets))),
    }),
  );
  const isBad = ({ name, subsets }: (typeof all)[number]): boolean =>
    findUnmirrored(endpoints(name, subsets)).length > 0;
  const bad = all.filter(isBad);
  const good = all.filter((each) => !isBad(each));
  await eventually(
    'every other object is mirrored, and the controller has tried the rest',
    async () => {
      const slices = await mirrored();
      const isWhole = good.every(({ name, subsets }) => {
        const reached = slices.get(name);
        return [...written(subsets)].every((route) => reached?.has(route) === true);
      });
      return isWhole && refused().size >= bad.length;
    },
    { within: TIMEOUT_MS / 2 },
  );
  expect([...refused()].toSorted()).toEqual(bad.map(({ name }) => name).toSorted());
  expect(Math.min(bad.length, good.length)).toBeGreaterThan(COUNT / 10);
  console.log(`mirroring: ${bad.length} of ${all.length} Endpoints refused as said, SLICEWARD_SEED=${SEED}`);
});

it.each(['a'.repeat(64), 'db.example.com'])('the name %s: no Service can have it', async (name) => {
  const subsets = [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ name: 'http', port: 80 }] }];
  expect(findUnmirrored(endpoints(name, subsets))).toMatchObject([{ kind: 'name' }]);
  succeeded(await plane.kubectl(['create', '-f', '-'], { stdin: JSON.stringify(endpoints(name, subsets)) }));
  const outcome = await plane.kubectl(['create', '-f', '-'], { stdin: JSON.stringify(service(name)) });
  expect(outcome.stderr).toContain('metadata.name: Invalid value');
});
