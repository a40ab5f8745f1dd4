import { describe, expect, it } from 'vitest';
import { checkCommand } from '../../src/commands/check/check.ts';
import type { Undecided } from '../../src/policy/subject.ts';
import { reasonsToDeny, undecidedInCluster, undecidedText, UndecidedTally } from '../../src/report/undecided.ts';
import { testIo } from '../commands/test-io.ts';
import { finding, judged } from './fixtures.ts';

const NEEDS = ['user', 'oldObject', 'namespaces', 'services', 'pods', 'nodes', 'serviceCIDRs'] as const;

describe('undecidedText', () => {
  it('says what the rule lacks, and what to do', () => {
    expect(NEEDS.map((needs) => undecidedText({ rule: 'r', needs }))).toEqual([
      'r needs the user; add --as',
      'r needs the stored object; add --old',
      'r needs the Namespaces; add them to the input',
      'r needs the Services; add them to the input',
      'r needs the Pods; add them to the input',
      'r needs the Nodes; add them to the input',
      'r needs the ServiceCIDRs; add them to the input',
    ]);
  });
  it('names flags that check has', () => {
    const flags = NEEDS.flatMap((needs) => undecidedText({ rule: 'r', needs }).match(/--\w+/g) ?? []);
    expect(checkCommand(testIo()).options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
    expect(flags).toHaveLength(2);
  });
});

it('undecidedInCluster names no flag, because audit has none for it', () => {
  for (const needs of NEEDS)
    expect(undecidedInCluster({ rule: 'r', needs })).toMatch(/^r needs the [\w ]+, which an audit does not know$/);
});

it('a rule that failed is a bug, in manifests and in clusters', () => {
  const failed = { rule: 'r', needs: 'bug', error: new Error('secret') } as const;
  expect(undecidedText(failed)).toBe('r failed; please report this bug');
  expect(undecidedInCluster(failed)).toBe(undecidedText(failed));
});

describe('reasonsToDeny', () => {
  const denying: Undecided = { rule: 'a', needs: 'user', denies: true };
  const undecided = [denying, { rule: 'b', needs: 'user' }] as const;

  it('are the undecided rules that deny, if no finding does', () => {
    expect(reasonsToDeny(judged([], { allowed: false, undecided }).decision)).toEqual([denying]);
  });
  it('are none for an object that is allowed, or denied by a finding', () => {
    expect(reasonsToDeny(judged([], { allowed: true, undecided }).decision)).toEqual([]);
    expect(reasonsToDeny(judged([finding([])], { allowed: false, undecided }).decision)).toEqual([]);
  });
});

describe('UndecidedTally', () => {
  it('has a line for each reason, in the order in which they came', () => {
    const tally = new UndecidedTally();
    const user = { rule: 'a', needs: 'user' } as const;
    const old = { rule: 'b', needs: 'oldObject' } as const;
    for (const undecided of [[user], [], [old, user]]) tally.add(judged([], { undecided }).decision);
    expect(tally.lines()).toBe(
      'undecided for 2 slices: a needs the user; add --as\n' +
        'undecided for 1 slice: b needs the stored object; add --old\n',
    );
  });
  it('is empty if all was decided, and takes another text', () => {
    const tally = new UndecidedTally(undecidedInCluster);
    tally.add(judged([]).decision);
    expect(tally.lines()).toBe('');
    tally.add(judged([], { undecided: [{ rule: 'a', needs: 'user' }] }).decision);
    expect(tally.lines()).toBe('undecided for 1 slice: a needs the user, which an audit does not know\n');
  });
});
