// Audit annotations: what the API server's audit log keeps of a decision.
import { cut } from '../../model/plain.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Decision, Finding } from '../subject.ts';

/** UTF-16 code units; texts here are mostly ASCII. */
const ANNOTATION = 1024;

/**
 * Keys `findings`, `digest`, `policy`; the API server prefixes them with the webhook's name. Empty if nothing was found
 * or denied.
 */
export function auditAnnotations(decision: Decision, set: PolicySet, digest: string): Readonly<Record<string, string>> {
  if (decision.findings.length === 0 && decision.allowed) return {};
  return {
    findings: summarise(decision),
    digest,
    policy: cut(set.policies.map((policy) => `${policy.name}@${policy.digest}`).join(' '), ANNOTATION),
  };
}

/** `deny denied-address/loopback endpoints[0].addresses[0]; …` as far as it fits, then how many more. */
function summarise({ findings, counts, undecided }: Decision): string {
  const total = counts.deny + counts.warn + counts.audit + undecided.length;
  const parts = [...findings.map(brief), ...undecided.map(({ rule, needs }) => `undecided ${rule} needs ${needs}`)];
  const room = ANNOTATION - 'and 000000 more'.length;
  let text = '';
  for (const [index, part] of parts.entries()) {
    if (text.length + part.length + 2 > room) return `${text}and ${total - index} more`;
    text += index === parts.length - 1 && parts.length === total ? part : `${part}; `;
  }
  return parts.length === total ? text : `${text}and ${total - parts.length} more`;
}

function brief({ rule, id, field, action, actionBefore, capped }: Finding): string {
  const what = capped === null ? action : `${action} (${actionBefore}, capped by ${capped})`;
  return `${what} ${rule}/${id}${field === '' ? '' : ` ${field}`}`;
}
