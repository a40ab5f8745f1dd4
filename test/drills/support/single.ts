// One replica for the drills that need no cluster.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { children } from '../../e2e/harness/children.ts';
import { Replica } from './replica.ts';

export interface ReplicaOptions {
  readonly flags?: readonly string[];
  /** The text of a policy to judge by. */
  readonly policy?: string;
}

/** One for all drills of a file, which must be running at their end. When one of them fails, its log is kept and its place is printed. */
export function useReplica({ flags = [], policy }: ReplicaOptions = {}): () => Replica {
  const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-drill-'));
  const logs = path.join(folder, 'logs');
  mkdirSync(logs);
  const processes = children(logs, folder);
  const policyFile = path.join(folder, 'policy.yaml');
  if (policy !== undefined) writeFileSync(policyFile, policy);
  const allFlags = policy === undefined ? flags : [...flags, `--policy=${policyFile}`];
  let replica: Replica | undefined;
  let failed = false;
  beforeAll(async () => {
    replica = await Replica.start('replica', folder, processes, allFlags);
  });
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    const ended = replica?.exitCode();
    await processes.stopAll();
    if (failed || ended !== undefined) console.log(`logs kept in ${logs}`);
    else rmSync(folder, { recursive: true, force: true });
    if (ended !== undefined) throw new Error(`the replica ended with ${ended}`);
  });
  return () => {
    if (replica === undefined) throw new Error('it is there only while drills run');
    return replica;
  };
}
