// Policies for tests, built from the registry so that no rule can be forgotten.
import { RULES } from '../../../src/rules/index.ts';

export function policy(spec: object): object {
  return { apiVersion: 'sliceward.dev/v1alpha1', kind: 'SlicePolicy', metadata: { name: 'e2e' }, spec };
}

/** Options of the rules that find nothing without; with these, nothing that a controller writes here is right. */
export const STERN_OPTIONS: Readonly<Record<string, object>> = {
  'allowed-address': { networks: ['nowhere'] },
  'allowed-port': { allow: [1] },
  'explicit-conditions': { require: ['ready', 'serving', 'terminating'] },
  'object-size': { max: 1 },
  'port-name': { pattern: '^never$' },
  'required-labels': { labels: { 'example.com/owner': '.+' } },
};
export const NOWHERE = { nowhere: ['198.51.100.0/24'] };

/** Every rule at deny, with options that make as many of them find something as can; controllers are called other, so nothing caps the rules but the registration. */
export function everyRuleAtDeny(): object {
  const rules = Object.fromEntries(
    RULES.map(({ id }) => {
      const options = STERN_OPTIONS[id];
      return [id, { action: 'deny', ...(options === undefined ? {} : { options }) }];
    }),
  );
  return policy({ writers: { controllers: ['nobody'] }, networks: NOWHERE, rules });
}
