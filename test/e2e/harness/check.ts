// `sliceward check` about the same write that the webhook judged, and its report in the words of the audit annotations.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { RULES } from '../../../src/rules/index.ts';
import { sliceward } from './guard.ts';

const finding = z.looseObject({
  rule: z.string(),
  id: z.string(),
  field: z.string(),
  message: z.string(),
  action: z.enum(['deny', 'warn', 'audit']),
  actionBefore: z.enum(['deny', 'warn', 'audit']),
  capped: z.string().nullable(),
});
const decision = z.looseObject({
  allowed: z.boolean(),
  digest: z.string(),
  findings: z.array(finding),
  undecided: z.array(z.looseObject({ rule: z.string(), needs: z.string() })),
  warnings: z.array(z.string()),
});
const report = z.looseObject({ decisions: z.array(decision).length(1) });
export type CheckedDecision = z.infer<typeof decision>;

export interface CheckInput {
  readonly policyFile: string;
  readonly user: string;
  /** An object, or its YAML. */
  readonly object: object | string;
  /** The stored object, which makes it an update. */
  readonly old?: object;
}

/** The decision about one slice. Throws if the exit code is not what the decision calls for. */
export async function check({ policyFile, user, object, old }: CheckInput): Promise<CheckedDecision> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-check-'));
  try {
    const args = ['check', '-', '--policy', policyFile, '--as', user, '-o', 'json'];
    if (old !== undefined) {
      const file = path.join(folder, 'old.json');
      writeFileSync(file, JSON.stringify(old));
      args.push('--old', file);
    }
    const { code, stdout, stderr } = await sliceward(args, {
      stdin: typeof object === 'string' ? object : JSON.stringify(object),
    });
    const [first] = code === 2 ? [] : report.parse(JSON.parse(stdout)).decisions;
    if (first === undefined || code !== (first.allowed ? 0 : 1))
      throw new Error(`sliceward check ended with ${code}: ${stderr}${stdout}`);
    return first;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rules about the text of a manifest, of which the webhook has none. */
const TEXTUAL: ReadonlySet<string> = new Set(RULES.filter(({ input }) => input === 'manifest').map(({ id }) => id));

/** The findings as the audit annotation `findings` lists them (short of its limit of 1,024 characters). */
export function annotationOf({ findings, undecided }: CheckedDecision): string {
  const shared = findings.filter(({ rule }) => !TEXTUAL.has(rule));
  const found = shared.map(({ rule, id, field, action, actionBefore, capped }) => {
    const what = capped === null ? action : `${action} (${actionBefore}, capped by ${capped})`;
    return [what, `${rule}/${id}`, field].filter((part) => part !== '').join(' ');
  });
  return [...found, ...undecided.map(({ rule, needs }) => `undecided ${rule} needs ${needs}`)].join('; ');
}
