// `--quiet`: the same output, but only with the findings that matter to the exit code.
import { isStronger } from '../../policy/policy-set.ts';
import type { Action } from '../../policy/rule.ts';
import type { Decision } from '../../policy/subject.ts';
import type { ReportWriter } from '../writer.ts';

/**
 * Omits findings weaker than `weakest`, and objects without other findings unless they are denied. Prints all problems.
 */
export function quietWriter(writer: ReportWriter, weakest: Exclude<Action, 'off'>): ReportWriter {
  return {
    ...writer,
    decision(judged) {
      const decision = onlyFrom(judged.decision, weakest);
      return decision.findings.length === 0 && decision.allowed ? '' : writer.decision({ ...judged, decision });
    },
  };
}

function onlyFrom(decision: Decision, weakest: Exclude<Action, 'off'>): Decision {
  const enough = (action: Action): boolean => !isStronger(weakest, action);
  const { deny, warn, audit } = decision.counts;
  return {
    ...decision,
    findings: decision.findings.filter(({ action }) => enough(action)),
    counts: { deny, warn: enough('warn') ? warn : 0, audit: enough('audit') ? audit : 0 },
  };
}
