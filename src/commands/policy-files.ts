// Policies as the policy commands are given them.
import { readFile } from 'node:fs/promises';
import { OutsideError } from '../model/problem.ts';
import type { PolicySource } from '../policy/load.ts';
import type { Io } from './io.ts';

/** Throws OutsideError for what cannot be read. */
export async function readPolicySources(files: readonly string[], io: Pick<Io, 'readStdin'>): Promise<readonly PolicySource[]> {
  const sources: PolicySource[] = [];
  for (const file of files)
    sources.push(file === '-' ? { file: 'stdin', text: await readAll(io.readStdin()) } : await readPolicyFile(file));
  return sources;
}

/** Throws OutsideError. */
export async function readPolicyFile(file: string): Promise<PolicySource> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw new OutsideError(`policy ${file} cannot be read`, { cause: error });
  }
}

async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('utf8');
}
