// The stored object is half of a review. It is decoded in parts, and most updates must need only its labels.
import { expect, it } from 'vitest';
import { sha256 } from '../../src/commands/sha256.ts';
import { LABELS } from '../../src/model/slice.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { OldObject } from '../../src/policy/rule.ts';
import { RULES } from '../../src/rules/index.ts';
import { sliceOf } from './run-rule.ts';
import { CONTROLLING_OWNER, PROGRAM, sliceWith } from './update.ts';

it('reads nothing but labels of the stored object when a program updates its own slice', () => {
  const set = loadPolicies([], { rules: RULES, sha256 });
  const read: string[] = [];
  const slice = sliceOf(
    sliceWith({
      labels: { [LABELS.serviceName]: 'web', [LABELS.managedBy]: 'operator.shop.example.com' },
      owners: [CONTROLLING_OWNER],
    }),
  );
  const watched =
    <T>(part: string, value: T) =>
    () => {
      read.push(part);
      return value;
    };
  const oldObject: OldObject = {
    labels: watched('labels', slice.metadata.labels),
    metadata: watched('metadata', slice.metadata),
    slice: watched('slice', slice),
  };
  evaluate(set, { operation: 'UPDATE', slice, oldObject, user: { name: PROGRAM, groups: [] } });
  expect(new Set(read)).toEqual(new Set(['labels']));
});
