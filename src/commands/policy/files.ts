// The policies that are given to the policy commands.
import { createReadStream } from 'node:fs';
import { ExternalError, UserError } from '../../model/problem.ts';
import type { PolicySource } from '../../policy/load/load.ts';
import { readBounded } from '../bounded-read.ts';
import type { Io } from '../io.ts';

/** The limit that `serve` has too: a wrong path may name anything. */
const MAX_POLICY_BYTES = 4 * 1024 * 1024;

/** Throws as `readPolicyFile`. */
export async function readPolicySources(
  files: readonly string[],
  io: Pick<Io, 'readStdin'>,
): Promise<readonly PolicySource[]> {
  const sources: PolicySource[] = [];
  for (const file of files)
    sources.push(
      file === '-'
        ? { file: 'stdin', text: await readText('standard input', io.readStdin()) }
        : await readPolicyFile(file),
    );
  return sources;
}

/** Throws ExternalError for a file that cannot be read, UserError for one too large to be a policy. */
export async function readPolicyFile(file: string): Promise<PolicySource> {
  return { file, text: await readText(`policy ${file}`, createReadStream(file)) };
}

async function readText(what: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let bytes: Buffer | undefined;
  try {
    bytes = await readBounded(pieces, MAX_POLICY_BYTES);
  } catch (error) {
    throw new ExternalError(`${what} cannot be read`, { cause: error });
  }
  if (bytes === undefined)
    throw new UserError(`${what} is larger than ${MAX_POLICY_BYTES} bytes, the limit for a policy; check the path`);
  return bytes.toString('utf8');
}
