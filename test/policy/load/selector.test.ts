// What a scope says about an unknown writer: undecided, unless something else settles it.
import { describe, expect, it } from 'vitest';
import type { SelectorDocument } from '../../../src/policy/load/document.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { compileScope, type Verdict } from '../../../src/policy/load/selector.ts';
import { create, load, slice } from '../fixtures.ts';

const UNKNOWN = { class: 'unknown', user: null, groups: [] } as const;
const JANE = { class: 'other', user: 'jane', groups: [] } as const;
const BOB = { class: 'other', user: 'bob', groups: [] } as const;

const jane: SelectorDocument = { writers: { users: ['jane'] } };
const janeHere: SelectorDocument = { ...jane, namespaces: { names: ['shop'] } };
const janeElsewhere: SelectorDocument = { ...jane, namespaces: { names: ['web'] } };

describe('a scope', () => {
  it.each<
    [
      string,
      SelectorDocument | undefined,
      SelectorDocument | undefined,
      { jane: Verdict; bob: Verdict; unknown: Verdict },
    ]
  >([
    ['match', jane, undefined, { jane: true, bob: false, unknown: 'user' }],
    ['exclude', undefined, jane, { jane: false, bob: true, unknown: 'user' }],
    ['match of another namespace', janeElsewhere, undefined, { jane: false, bob: false, unknown: false }],
    ['exclude of another namespace', undefined, janeElsewhere, { jane: true, bob: true, unknown: true }],
    ['exclude of this namespace', undefined, janeHere, { jane: false, bob: true, unknown: 'user' }],
    [
      'match that an exclude settles',
      jane,
      { namespaces: { names: ['shop'] } },
      { jane: false, bob: false, unknown: false },
    ],
    [
      'exclude that a match settles',
      { namespaces: { names: ['web'] } },
      jane,
      { jane: false, bob: false, unknown: false },
    ],
    ['match and exclude', jane, jane, { jane: false, bob: false, unknown: 'user' }],
  ])('with a writer in %s', (_what, match, exclude, expected) => {
    const selects = compileScope(match, exclude);
    const verdict = (writer: typeof UNKNOWN | typeof JANE | typeof BOB): Verdict =>
      selects({ metadata: slice({}).metadata, operation: 'CREATE', writer });
    expect({ jane: verdict(JANE), bob: verdict(BOB), unknown: verdict(UNKNOWN) }).toEqual(expected);
  });

  it.each([
    ['of the policy', '  rules: {bad-address: {action: deny}}\n  exclude: {writers: {users: [jane]}}\n'],
    ['of an instance', '  rules: {bad-address: {action: deny, exclude: {writers: {users: [jane]}}}}\n'],
  ])('that excludes writers %s leaves the rule undecided where the writer is unknown', (_of, spec) => {
    const set = load(spec);
    const bad = { addresses: ['127.0.0.1'] };
    const { allowed, findings, undecided } = evaluate(set, { ...create(bad), user: undefined });
    expect(undecided).toEqual([{ rule: 'bad-address', needs: 'user' }]);
    expect({ allowed, findings }).toEqual({ allowed: true, findings: [] });
    expect(evaluate(set, create(bad, { name: 'jane', groups: [] }))).toMatchObject({
      allowed: true,
      findings: [],
      undecided: [],
    });
    expect(evaluate(set, create(bad, { name: 'bob', groups: [] }))).toMatchObject({ allowed: false, undecided: [] });
  });
});
