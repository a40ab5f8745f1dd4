// Fixes an object and judges it again: a fix counts only if its finding is gone and no other appeared.
import { applyPatch, PatchError, type PatchOperation } from '../../model/json-patch.ts';
import { KUBERNETES_VERSIONS } from '../../model/kubernetes-version.ts';
import { validateSlice } from '../../model/validation/validate.ts';
import { planFixes } from './fixes.ts';
import type { Counts, Decision, Finding } from '../subject.ts';

export type FixResult =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'fixed';
      readonly operations: readonly PatchOperation[];
      readonly value: unknown;
      /** What was fixed. */
      readonly findings: readonly Finding[];
      /** About the fixed object. */
      readonly decision: Decision;
    }
  | { readonly kind: 'refused'; readonly why: FixFailure; readonly rule: string };

/**
 * `ineffective`: a fix does not do what it says, which is a bug. `regresses`: the rule would find more, or deny what it
 * does not. `tooMany`: more than MAX_OPERATIONS. `serverRejects`: some API server that takes the object would refuse
 * the fixed one.
 */
export type FixFailure = 'ineffective' | 'regresses' | 'tooMany' | 'serverRejects';

export interface ApplyOptions {
  /**
   * Called for the value and again after each round; what it throws is let through. It should keep MAX_OPERATIONS
   * findings: with fewer, an object with more faults takes more rounds.
   */
  readonly judge: (value: unknown) => Decision;
  /** Which findings may be fixed. */
  readonly may: (finding: Finding) => boolean;
  /** The stored object of an UPDATE, as JSON has it; asked for only if there is something to fix. */
  readonly stored: () => unknown;
}

/** As many as an API server takes in one patch of its own clients. */
export const MAX_OPERATIONS = 10_000;

/** One fix may uncover what another rule has to say; more rounds than this mean that two of them fight. */
const MAX_ROUNDS = 5;

/**
 * Fixes an EndpointSlice of discovery.k8s.io/v1. Costs one judgement where there is nothing to fix, and two where all
 * is fixed at once.
 */
export function applyFixes(value: unknown, { judge, may, stored }: ApplyOptions): FixResult {
  const before = judge(value);
  let [now, decision] = [value, before];
  const operations: PatchOperation[] = [];
  const findings: Finding[] = [];
  // Of each round fewer: a fix that fixes nothing would be planned for ever.
  let found = Infinity;
  for (let round = 0; ; round++) {
    const plan = planFixes(decision.findings, now, may);
    const [rule = ''] = plan.findings.map((finding) => finding.rule);
    if (plan.operations.length === 0) break;
    if (totalOf(decision) >= found) return { kind: 'refused', why: 'ineffective', rule };
    found = totalOf(decision);
    if (
      round === MAX_ROUNDS ||
      isMuch(decision, plan.findings) ||
      operations.length + plan.operations.length > MAX_OPERATIONS
    )
      return { kind: 'refused', why: 'tooMany', rule };
    const patched = apply(now, plan.operations);
    if (patched === undefined) return { kind: 'refused', why: 'ineffective', rule };
    operations.push(...plan.operations);
    findings.push(...plan.findings);
    now = patched;
    decision = judge(now);
  }
  if (operations.length === 0) return { kind: 'none' };
  const worse = worsened(before, decision);
  if (worse !== undefined) return { kind: 'refused', why: 'regresses', rule: worse };
  if (!staysAccepted(value, now, stored()))
    return { kind: 'refused', why: 'serverRejects', rule: findings[0]?.rule ?? '' };
  return { kind: 'fixed', operations, value: now, findings, decision };
}

/** The operations were planned for this value, so one that does not apply is a bug like any fix that fixes nothing. */
function apply(value: unknown, operations: readonly PatchOperation[]): unknown {
  try {
    return applyPatch(value, operations);
  } catch (error) {
    if (error instanceof PatchError) return undefined;
    throw error;
  }
}

/**
 * By the rules of every version known. What was stored before a rule of the server came stays as long as no endpoint
 * changes: to write out a condition would make the server look at addresses again that it left alone.
 */
function staysAccepted(before: unknown, after: unknown, stored: unknown): boolean {
  return KUBERNETES_VERSIONS.every((version) => {
    const options = { version, stored };
    return validateSlice(after, options).length === 0 || validateSlice(before, options).length > 0;
  });
}

/** More than fits, by the exact numbers of the rules that fix: to find it out round by round would take seconds. */
function isMuch({ countsByRule }: Decision, planned: readonly Finding[]): boolean {
  const rules = new Set(planned.map(({ rule }) => rule));
  let sum = 0;
  for (const rule of rules) sum += total(countsByRule.get(rule));
  return sum > MAX_OPERATIONS;
}

function totalOf({ counts }: Decision): number {
  return total(counts);
}

/**
 * A rule that says more than before, or denies more: a finding that was old, or a change that only took away, is so no
 * longer. Undefined if there is none.
 */
export function worsened(before: Decision, now: Decision): string | undefined {
  if (before.allowed && !now.allowed && now.countsByRule.size === 0) return now.undecided[0]?.rule;
  for (const [rule, counts] of now.countsByRule) {
    const was = before.countsByRule.get(rule);
    if (total(counts) > total(was) || counts.deny > (was?.deny ?? 0)) return rule;
  }
  return undefined;
}

function total(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.deny + counts.warn + counts.audit;
}
