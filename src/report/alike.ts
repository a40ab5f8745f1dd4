// Findings that say the same of one object are printed once: a thousand endpoints may have one fault.
import type { Counts, Decision, Finding } from '../policy/subject.ts';

/** `deny denied-address/loopback`; a capped finding also has its original action and the cap. */
export function kindOf({ action, actionBefore, capped, rule, id }: Finding): string {
  return `${action} ${rule}/${id}${capped === null ? '' : ` (${actionBefore}, capped by ${capped})`}`;
}

export interface Alike {
  /** The one that is printed. */
  readonly first: Finding;
  readonly kind: string;
  readonly action: keyof Counts;
  readonly findings: number;
}

/** One entry for each kind, in the order of their first findings: the strongest action first. */
export function alike(findings: readonly Finding[]): readonly Alike[] {
  return [...Map.groupBy(findings, kindOf)].flatMap(([kind, same]) => {
    const [first] = same;
    return first === undefined || first.action === 'off'
      ? []
      : [{ first, kind, action: first.action, findings: same.length }];
  });
}

/** ` (and 3 more)`, for the end of a line about one of many. */
export function andMore(others: number): string {
  return others === 0 ? '' : ` (and ${others} more)`;
}

/** What is said of an object to which no policy applies. */
export const NOT_JUDGED = 'not judged: no policy applies to it';

/** `EndpointSlice shop/web-1`, or `Endpoints shop/web`. */
export function objectTitle(decision: Decision): string {
  return `${decision.subject.parts === undefined ? 'EndpointSlice' : 'Endpoints'} ${objectName(decision)}`;
}

/** `shop/web-1`; an object that the API server will name is `shop/web-*`. */
export function objectName({ subject }: Decision): string {
  const { namespace, name, generateName } = subject.slice.metadata;
  return `${namespace}/${name === '' ? `${generateName}*` : name}`;
}
