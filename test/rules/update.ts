// Updates of one slice, of which only the parts that matter are given.
import type { AnyRule } from '../../src/policy/rule.ts';
import { runRule } from './run-rule.ts';

/** The Service "web" as the controlling owner. */
export const CONTROLLING_OWNER = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u', controller: true };

/** A service account that is neither a person nor a program that is known. */
export const PROGRAM = 'system:serviceaccount:shop:operator';

export interface SliceParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owners?: readonly object[];
  readonly addresses?: readonly string[];
}

export function sliceWith({
  labels = {},
  annotations = {},
  owners = [],
  addresses = ['10.1.2.3', '10.1.2.4'],
}: SliceParts): object {
  return {
    metadata: { name: 'web-1', namespace: 'shop', labels, annotations, ownerReferences: owners },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address] })),
  };
}

/** The ids of the findings of an update, then the facts that were missing. */
export function judgeUpdate(
  rule: AnyRule,
  before: SliceParts,
  now: SliceParts,
  user?: string,
  options: object = {},
): readonly string[] {
  const { findings, undecided } = runRule(rule, {
    slice: sliceWith(now),
    old: sliceWith(before),
    options,
    ...(user === undefined ? {} : { user }),
  });
  return [...findings.map(({ id }) => id), ...undecided.map((need) => `undecided: ${need}`)];
}
