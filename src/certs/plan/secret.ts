// The one step for the Secret: a new authority, a new leaf, or an old authority less.
import { hasMovedOn, holds } from './authorities.ts';
import type { Leaf, State, StoredAuthority } from './state.ts';
import type { Step } from './step.ts';
import { isValidAt, momentOf, type Timing } from './timing.ts';

export function secretStep(state: State, now: number, timing: Timing): Step {
  const { current, next, previous } = state.secret;
  const currentEnds = whyNotIssue(current, now, timing);
  if (next === undefined || whyNotIssue(next, now, timing) !== undefined) {
    if (currentEnds !== undefined) return { kind: 'createCa', reason: currentEnds };
  } else {
    const wait = whyNotYet(next, state, now, timing);
    if (wait === undefined)
      return { kind: 'issueLeaf', issuer: next.id, reason: 'the next authority is published everywhere' };
    // In the meantime the current one goes on, if it can.
    return renewal(state, now, timing) ?? wait;
  }
  const renewed = renewal(state, now, timing);
  if (renewed !== undefined) return renewed;
  const old = previous.filter(({ id }) => id !== current?.id);
  if (old.length > 0 && hasMovedOn(state, now, timing)) {
    return {
      kind: 'dropOldCa',
      authorities: old.map(({ id }) => id),
      reason: 'every replica was reached and serves from the current authority',
    };
  }
  return idle(state, old.length > 0, now, timing);
}

/** A new leaf of the current authority, if one is due; also a pause, if it has to wait. */
function renewal(state: State, now: number, timing: Timing): Step | undefined {
  const { current, leaf } = state.secret;
  if (current === undefined || !current.canIssue || !isValidAt(current, now)) return undefined;
  const reason = whyRenew(leaf, current, now, timing);
  if (reason === undefined) return undefined;
  return whyNotYet(current, state, now, timing) ?? { kind: 'issueLeaf', issuer: current.id, reason };
}

function whyRenew(
  leaf: Leaf | undefined,
  current: StoredAuthority,
  now: number,
  { renewLeafAfter }: Timing,
): string | undefined {
  if (leaf === undefined) return 'there is no certificate that can be read';
  if (!leaf.isUsable) return 'the certificate does not fit its key, or lacks a name of the Service';
  if (leaf.issuer !== current.id) return 'the certificate is not of the current authority';
  if (now < leaf.notBefore) return 'the certificate is not valid yet: a clock has changed';
  // One that ends with its authority cannot be made to live longer by the same.
  if (leaf.notAfter >= current.notAfter && now < leaf.notAfter) return undefined;
  return momentOf(leaf, renewLeafAfter) <= now ? 'the certificate has lived most of its life' : undefined;
}

/** Why an authority has to be replaced; undefined if it may issue. */
function whyNotIssue(
  authority: StoredAuthority | undefined,
  now: number,
  { renewCaAfter }: Timing,
): string | undefined {
  if (authority === undefined) return 'there is no authority that can be read';
  if (!authority.canIssue) return 'the key of the authority is missing or damaged';
  if (now < authority.notBefore) return 'the authority is not valid yet: a clock has changed';
  return momentOf(authority, renewCaAfter) <= now ? 'the authority has lived most of its life' : undefined;
}

/**
 * What to wait for before an authority issues: every configuration must hold it, and API servers must have had time to
 * notice. Nothing if it has issued what is served, or if no configuration holds any other authority: then no call
 * works yet, and none can be broken.
 */
function whyNotYet(authority: StoredAuthority, state: State, now: number, timing: Timing): Step | undefined {
  const { leaf } = state.secret;
  const concerned = state.configurations.filter(
    (one) => one.injector === undefined || (leaf?.issuer !== undefined && holds(one, leaf.issuer)),
  );
  const without = concerned.find((one) => !holds(one, authority.id));
  if (without !== undefined) {
    const reason = `the ${without.kind} configuration does not hold the authority yet that is to issue`;
    return without.injector === undefined ? { kind: 'waitUntil', time: now, reason } : { kind: 'blocked', reason };
  }
  if (leaf?.isUsable === true && leaf.issuer === authority.id) return undefined;
  const isFirst = concerned.every(({ bundles }) =>
    bundles.every(({ authorities }) => authorities.every(({ id, notAfter }) => id === authority.id || notAfter <= now)),
  );
  const left = Math.max(0, ...concerned.map(({ unchangedFor }) => timing.publishedFor - unchangedFor));
  return isFirst || left === 0
    ? undefined
    : { kind: 'waitUntil', time: now + left, reason: 'API servers need time to notice a new authority' };
}

/** Until the next thing that time alone makes due. */
function idle(state: State, isOverlapping: boolean, now: number, timing: Timing): Step {
  const { current, leaf } = state.secret;
  const overlapEnds = Math.max(leaf?.notBefore ?? now, now - state.secretUnchangedFor) + timing.overlap;
  if (isOverlapping && leaf !== undefined && overlapEnds <= now)
    return { kind: 'blocked', reason: 'not every replica was reached and serves from the current authority' };
  const times = [
    ...(current === undefined ? [] : [momentOf(current, timing.renewCaAfter)]),
    ...(leaf === undefined ? [] : [momentOf(leaf, timing.renewLeafAfter)]),
    ...(isOverlapping && leaf !== undefined ? [overlapEnds] : []),
  ].filter((time) => time > now);
  return {
    kind: 'waitUntil',
    time: Math.min(now + timing.recheck, ...times),
    reason: 'everything is as it ought to be',
  };
}
