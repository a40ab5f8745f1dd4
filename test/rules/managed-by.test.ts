import { describe, expect, it } from 'vitest';
import { BUILT_IN_MANAGERS, LABELS } from '../../src/model/slice.ts';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { managedBy } from '../../src/rules/managed-by.ts';
import { labelled } from './judge-part.ts';
import { runRule } from './run-rule.ts';

/** The ids of the findings, then the facts that were missing. */
function judge(manager: string | null, user?: string): readonly string[] {
  const input = { slice: labelled({ [LABELS.managedBy]: manager }), ...(user === undefined ? {} : { user }) };
  const { findings, undecided } = runRule(managedBy, input);
  return [...findings.map(({ id }) => id), ...undecided.map((need) => `undecided: ${need}`)];
}

describe('managed-by', () => {
  it.for(BUILT_IN_MANAGERS)('lets only controllers of Kubernetes write %s', (manager) => {
    expect(judge(manager, 'alice')).toEqual(['built-in']);
    expect(judge(manager)).toEqual(['undecided: user']);
    for (const user of DEFAULT_CONTROLLERS) expect(judge(manager, user)).toEqual([]);
  });

  it('does not take a similar user name for a controller', () => {
    const [controller = ''] = BUILT_IN_MANAGERS;
    expect(judge(controller, 'system:serviceaccount:shop:endpointslice-controller')).toEqual(['built-in']);
    expect(judge(controller, 'system:serviceaccount:kube-system:endpointslice-controller ')).toEqual(['built-in']);
  });

  it('takes an empty name for a missing one, unless a controller writes', () => {
    for (const user of [undefined, 'alice']) {
      expect(judge('', user)).toEqual(['missing']);
      expect(judge(null, user)).toEqual(['missing']);
    }
    expect(judge('', 'system:apiserver')).toEqual([]);
  });

  it('accepts a name of the writer without knowing the user', () => {
    expect(judge('ansible')).toEqual([]);
  });
});
