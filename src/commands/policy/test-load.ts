// What the cases of a test name: policies and objects, in files or in the test itself.
import { isAbsolute, join } from 'node:path';
import { readManifests, type ManifestSlice } from '../../manifests/read.ts';
import { UserError } from '../../model/problem.ts';
import type { PolicyDocument } from '../../policy/load/document.ts';
import { loadPolicies, type PolicySource } from '../../policy/load/load.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import type { TestCase } from '../../policy/test/document.ts';
import { RULES } from '../../rules/index.ts';
import { readPolicyFile } from './files.ts';
import { sha256 } from '../sha256.ts';

/** Objects that name no namespace are in this one. */
const NAMESPACE = 'default';

/** Places in a policy that is written in the test would be those of its JSON, so they are omitted. */
const INLINE = '(inline)';
const INLINE_PLACE = /^\(inline\):\d+:\d+: /gm;

/** Throws UserError with a line for each mistake, ExternalError for a file that cannot be read. */
export async function loadTestPolicies(field: NonNullable<TestCase['policy']>, folder: string): Promise<PolicySet> {
  const items: readonly (string | PolicyDocument)[] = Array.isArray(field) ? field : [field];
  const sources: PolicySource[] = [];
  for (const item of items) {
    // JSON is YAML.
    if (typeof item === 'string') sources.push(await readPolicyFile(inFolder(folder, item)));
    else sources.push({ file: INLINE, text: JSON.stringify(item) });
  }
  try {
    return loadPolicies(sources, { rules: RULES, sha256 });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(INLINE_PLACE, ''));
  }
}

/** Throws UserError for what cannot be read, and if there is nothing to judge. */
export async function readTestObjects(source: TestCase['manifest'], folder: string): Promise<readonly ManifestSlice[]> {
  const isFile = typeof source === 'string';
  const slices: ManifestSlice[] = [];
  const paths = [isFile ? inFolder(folder, source) : '-'];
  for await (const batch of readManifests({ paths, namespace: NAMESPACE, readStdin: () => inPieces(source) })) {
    for (const item of batch) {
      if (item.kind === 'slice') slices.push(item);
      else if (item.kind === 'problem') throw new UserError(isFile ? inFile(item.problem) : item.problem.message);
    }
  }
  if (slices.length === 0) throw new UserError('holds no EndpointSlice');
  return slices;
}

export function inFolder(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

function inFile({
  file,
  line,
  message,
}: {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}): string {
  return `${file}:${line}: ${message}`;
}

async function* inPieces(value: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(value));
}
