// The dearest bodies for their bytes: none costs more CPU than its bound, and three of them one after another leave little in memory.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ca } from '../admission/support.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';
import { children } from '../e2e/harness/children.ts';
import { call } from './support/call.ts';
import { mebibytes, printFigures } from './support/figures.ts';
import { Replica } from './support/replica.ts';
import { FULL, random, SEED } from './support/scale.ts';
import { costOf, costOfBody, reportCosts, type Cost, type Try } from './support/worst-cost.ts';
import { WORST_POLICY } from './support/worst-policy.ts';
import { pickPair, SHAPE_NAMES, shrinkingReview, worstReview } from './support/worst-shapes.ts';

/** Bytes: nearly as much as the doors take (`--max-body`), and what an API server takes of its own clients. */
const LARGEST = { '/validate': 23e6, '/mutate': 38e6 } as const;
const OF_API_SERVER = 2.9e6;
const PAIRS = FULL ? 100 : 10;
/** Resident. The aim is 350 MiB; what V8 happens to keep at the moment comes on top. */
const MEMORY_BOUND = 400 * 1024 ** 2;
const ROWS = 25;

/** One by one, each alone. */
function alone(): readonly Try[] {
  const sizes = (door: Try['door']): readonly number[] => (FULL ? [LARGEST[door], OF_API_SERVER] : [LARGEST[door]]);
  return SHAPE_NAMES.flatMap((shape) =>
    (['/validate', '/mutate'] as const).flatMap((door) =>
      (['CREATE', 'UPDATE'] as const).flatMap((operation) =>
        sizes(door).map((bytes) => ({ shapes: [shape], operation, door, bytes })),
      ),
    ),
  );
}

/** Two at a time. */
function doubled(): readonly Try[] {
  const next = random(SEED);
  return Array.from({ length: PAIRS }, () => {
    const door = next() < 0.5 ? '/validate' : '/mutate';
    return { shapes: pickPair(next), operation: next() < 0.5 ? 'CREATE' : 'UPDATE', door, bytes: LARGEST[door] };
  });
}

async function startReplica(): Promise<{ readonly replica: Replica; readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-drill-'));
  const logs = path.join(folder, 'logs');
  mkdirSync(logs);
  const policy = path.join(folder, 'policy.yaml');
  writeFileSync(policy, WORST_POLICY);
  const processes = children(logs, folder);
  const replica = await Replica.start('replica', folder, processes, [`--policy=${policy}`]);
  const stop = async (): Promise<void> => {
    await processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  };
  return { replica, stop };
}

it('judges none of them for more CPU than its bound', async () => {
  const set = loadPolicies([{ file: 'policy.yaml', text: WORST_POLICY }], { rules: RULES, sha256 });
  const costs: Cost[] = [];
  for (const body of [...alone(), ...doubled()]) costs.push(await costOf(set, body));
  for (const door of ['/validate', '/mutate'] as const)
    costs.push(
      await costOfBody(set, door, 'addresses of subsets, of which far more are stored', shrinkingReview(LARGEST[door])),
    );
  expect(reportCosts(`drill: worst bodies (SLICEWARD_SEED=${SEED})`, costs, ROWS)).toEqual([]);
});

/** Those that fill memory most, of all kinds. */
const FILLING: readonly string[] = FULL
  ? SHAPE_NAMES
  : [
      'labels',
      'labels of controllers',
      'a name',
      'addresses, loopback',
      'addresses, mapped and padded',
      'subsets of one address and port',
    ];

it('keeps little of three of them one after another', async () => {
  const figures: Record<string, string> = {};
  let most = 0;
  for (const shape of FILLING) {
    for (const [door, operation] of [
      ['/validate', 'CREATE'],
      ['/validate', 'UPDATE'],
      ['/mutate', 'CREATE'],
    ] as const) {
      const { replica, stop } = await startReplica();
      const body = worstReview([shape], operation, LARGEST[door]);
      const memory = [await replica.residentMemory()];
      for (let sent = 0; sent < 3; sent++) {
        await call({ port: replica.port, ca, method: 'POST', path: door, body, within: 60_000 });
        memory.push(await replica.residentMemory());
      }
      await stop();
      most = Math.max(most, ...memory);
      figures[`${shape}, ${operation} at ${door}`] = memory.map(mebibytes).join(', ');
    }
  }
  printFigures('drill: memory before and after each of three such bodies', figures);
  expect(most).toBeLessThanOrEqual(MEMORY_BOUND);
});
