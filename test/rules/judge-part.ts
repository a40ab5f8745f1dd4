// Short forms of `runRule`: what a rule says of a slice of which only one part matters.
import { expect } from 'vitest';
import { type AnyRule, OptionError } from '../../src/policy/rule.ts';
import { type RuleFinding, runRule } from './run-rule.ts';

/** What a rule without options is compiled with. */
export const NO_NETWORKS = { networks: new Map() };

/** What the rule says of a slice with these endpoints, as `FIELD ID`; it must have decided. */
export function judgeEndpoints(rule: AnyRule, endpoints: readonly object[], user?: string): readonly string[] {
  const slice = { metadata: { name: 'web-1', namespace: 'shop' }, addressType: 'IPv4', endpoints };
  const { findings, undecided } = runRule(rule, { slice, ...(user === undefined ? {} : { user }) });
  expect(undecided).toEqual([]);
  return inShort(findings);
}

/** What the rule says of a slice with these ports, as `FIELD ID`. */
export function judgePorts(rule: AnyRule, ports: readonly object[], options?: unknown): readonly string[] {
  return inShort(runRule(rule, { slice: { ports }, options }).findings);
}

/** Each finding as `FIELD ID`. */
export function inShort(findings: readonly RuleFinding[]): readonly string[] {
  return findings.map(({ field, id }) => `${field} ${id}`);
}

/** A slice with nothing but a name and these labels. */
export function labelled(labels: Readonly<Record<string, string | null>>): object {
  return { metadata: { name: 'web-1', labels } };
}

/** Matches an OptionError about the option at this path. */
export function optionError(path: readonly (string | number)[]): unknown {
  return expect.toSatisfy(
    (error: unknown) => error instanceof OptionError && JSON.stringify(error.path) === JSON.stringify(path),
  );
}
