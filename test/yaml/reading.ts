// Reads text as `check` does, decodes it, and judges it by the rules that predict the API server's answer.
import { sha256 } from '../../src/commands/sha256.ts';
import { readManifests } from '../../src/manifests/read.ts';
import { NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';
import type { Slice } from '../../src/model/slice.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { Finding } from '../../src/policy/subject.ts';
import { RULES } from '../../src/rules/index.ts';

export interface Read {
  readonly isRefused: boolean;
  readonly slices: readonly Slice[];
  readonly findings: readonly Finding[];
  /** Problems with text that is not a slice. */
  readonly problems: readonly string[];
}

const RULES_OF_THE_SERVER = RULES.filter((rule) => rule.input === 'manifest');
const POLICIES = loadPolicies([], { rules: RULES_OF_THE_SERVER, sha256 });

export async function readAll(text: string): Promise<Read> {
  const slices: Slice[] = [];
  const findings: Finding[] = [];
  const problems: string[] = [];
  for await (const batch of readManifests({ paths: ['-'], namespace: 'default', readStdin: () => bytes(text) })) {
    for (const item of batch) {
      if (item.kind === 'problem') problems.push(item.problem.message);
      if (item.kind !== 'slice') continue;
      const { slice } = item;
      const manifest = item.manifest(NEWEST_KUBERNETES, undefined);
      findings.push(
        ...evaluate(POLICIES, { operation: 'CREATE', slice, oldObject: undefined, user: undefined, manifest }).findings,
      );
      slices.push(slice);
    }
  }
  return {
    isRefused: problems.length > 0 || findings.some(({ action }) => action === 'deny'),
    slices,
    findings,
    problems,
  };
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
