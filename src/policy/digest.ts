// The decision digest: one text for what was judged and what was said, the same at every door. Computed only when it is shown.
import { formatPath } from '../model/field-path.ts';
import type { Slice } from '../model/slice.ts';
import { canonicalJson, compareText } from './canonical-json.ts';
import type { PolicySet } from './policy-set.ts';
import type { Decision } from './subject.ts';

export type Hash = (text: string) => string;

/**
 * `sha256:…` over namespace, name, labels, addressType, endpoints and ports after the API's defaulting; operation, writer class and user; the
 * policies' digests; the findings kept, with their exact numbers. Not the door, dry run, uid, resourceVersion, managedFields, timestamps,
 * annotations (kubectl's last-applied stands among them, and no rule reads one) or a generated name.
 */
export function decisionDigest(set: PolicySet, decision: Decision, hash: Hash): string {
  const { subject, writer, findings, counts, undecided, allowed } = decision;
  return hash(
    canonicalJson({
      object: judged(subject.slice),
      operation: subject.operation,
      writer: { class: writer.class, user: writer.user },
      policies: set.policies.map((policy) => policy.digest),
      allowed,
      counts,
      findings: findings
        .map(({ rule, id, path, seen, action }) => [rule, id, formatPath(path), seen, action].join('\n'))
        .toSorted(compareText),
      undecided: undecided.map(({ rule, needs }) => `${rule} ${needs}`).toSorted(compareText),
    }),
  );
}

function judged({ metadata, addressType, endpoints, endpointCount, ports, portCount }: Slice): object {
  const { namespace, name, generateName, labels } = metadata;
  return { namespace, name: generateName === '' ? name : generateName, labels, addressType, endpoints, endpointCount, ports, portCount };
}
