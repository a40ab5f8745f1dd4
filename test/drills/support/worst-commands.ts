// What the commands cost for such objects, beside what it costs to parse them: CPU time of the thread, report included.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judgeStored, type AuditPolicies } from '../../../src/audit/judge.ts';
import { loadAuditPolicies } from '../../../src/policy/load/audit-scope.ts';
import { runCommand } from '../../../src/commands/run.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import type { KubernetesVersion } from '../../../src/model/kubernetes-version.ts';
import { decisionDigest } from '../../../src/policy/evaluate/digest.ts';
import { warnings } from '../../../src/policy/evaluate/messages.ts';
import { jsonWriter } from '../../../src/report/formats/json.ts';
import { RULES } from '../../../src/rules/index.ts';
import { testIo } from '../../commands/test-io.ts';
import { cheapest, type Cost } from './worst-cost.ts';
import { SHAPES, worstObjects, type Operation } from './worst-shapes.ts';

/** `check`, of one object in a file, as JSON, or as an update of one in another; the bytes are those of both. */
export async function costOfCheck(
  policy: string,
  shapes: readonly string[],
  operation: Operation,
  bytes: number,
): Promise<Cost> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-worst-'));
  try {
    const file = (name: string, text: string): string => {
      const written = path.join(folder, name);
      writeFileSync(written, text);
      return written;
    };
    const { object, oldObject } = worstObjects(shapes, operation, { bytes: bytes * 0.97, values: Infinity });
    const texts = [object, oldObject].filter((one) => one !== null).map((one) => JSON.stringify(one));
    const [manifest = '', ...stored] = texts;
    const old = stored.map((text) => `--old=${file('old.json', text)}`);
    const args = ['check', `--policy=${file('policy.yaml', policy)}`, ...old, file('manifest.json', manifest)];
    const name = `${shapes.join(' + ')}, ${operation} at check`;
    return await cheapest(name, texts, async () => {
      const io = testIo();
      await runCommand(args, io);
      return `exit ${io.exitCode()}`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `audit`, of one stored object; `kubernetes`: asked what that version would say to it, too. */
export function costOfAudit(
  policy: string,
  shapes: readonly string[],
  bytes: number,
  kubernetes: KubernetesVersion,
): Promise<Cost> {
  const policies: AuditPolicies = {
    ...loadAuditPolicies([{ file: 'policy.yaml', text: policy }], {
      rules: RULES,
      sha256,
      preset: undefined,
      only: undefined,
    }),
    kubernetes,
  };
  const kind = SHAPES[shapes[0] ?? '']?.of ?? 'slice';
  const text = JSON.stringify(worstObjects(shapes, 'CREATE', { bytes: bytes * 0.97, values: Infinity }).object);
  const name = `${shapes.join(' + ')} at audit`;
  const writer = jsonWriter({ digest: (decision) => decisionDigest(policies.set, decision, sha256), warnings });
  return cheapest(name, [text], async () => {
    const audited = judgeStored(kind, JSON.parse(text), policies);
    if (audited.kind === 'problem') return 'not read';
    const { decision, resourceVersion } = audited;
    writer.decision({ decision, source: { cluster: 'worst', resourceVersion } });
    return decision.findings.length === 0 ? 'clean' : 'findings';
  });
}
