import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { BUILT_IN_MANAGERS, LABELS } from '../../src/model/slice.ts';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { managedBy } from '../../src/rules/managed-by.ts';
import { labelled, NO_NETWORKS, optionError } from './judge-part.ts';
import { runRaw, runRule } from './run-rule.ts';

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

  it('compares names letter by letter, as the controllers do', () => {
    for (const other of ['EndpointSlice-Controller.k8s.io', 'endpointslice-controller.k8s.io.example.com', 'k8s.io'])
      expect(judge(other, 'alice')).toEqual([]);
  });

  it('sets the name of the option value where the label is missing, and replaces no name', () => {
    const fixes = (manager: string, options: object): readonly unknown[] => {
      const slice = labelled({ [LABELS.managedBy]: manager });
      return runRaw(managedBy, { slice, user: 'alice', options }).reports.map(([id, { fix = [] }]) => [id, fix]);
    };
    const path = '/metadata/labels/endpointslice.kubernetes.io~1managed-by';
    expect(fixes('', { value: 'shop.example.com' })).toEqual([
      ['missing', [{ op: 'add', path, value: 'shop.example.com' }]],
    ]);
    expect(fixes('', {})).toEqual([['missing', []]]);
    for (const manager of BUILT_IN_MANAGERS)
      expect(fixes(manager, { value: 'shop.example.com' })).toEqual([['built-in', []]]);
  });

  it('refuses a value under a domain of Kubernetes, and one that is not a label value', () => {
    for (const value of [...BUILT_IN_MANAGERS, 'new-controller.k8s.io', 'x.kubernetes.io'])
      expect(() => managedBy.compile({ value }, NO_NETWORKS)).toThrow(optionError(['value']));
    for (const value of ['', 'a/b', '-a', 'a'.repeat(64)])
      expect(() => managedBy.compile({ value }, NO_NETWORKS)).toThrow(ZodError);
  });
});
