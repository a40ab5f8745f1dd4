import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LABELS } from '../../src/model/slice.ts';
import { serviceName } from '../../src/rules/service-name.ts';
import { inShort, labelled } from './judge-part.ts';
import { runRule } from './run-rule.ts';

describe('service-name', () => {
  it.for([LABELS.serviceName, LABELS.multiClusterServiceName, LABELS.ovnServiceName])(
    'accepts the label %s if it is not empty',
    (key) => {
      expect(runRule(serviceName, { slice: labelled({ [key]: 'web' }) }).findings).toEqual([]);
      expect(runRule(serviceName, { slice: labelled({ [key]: '' }) }).findings).toHaveLength(1);
    },
  );

  it('finds a slice of which every such label is missing, null or empty', () => {
    const value = fc.constantFrom(undefined, null, '', 'web');
    fc.assert(
      fc.property(value, value, value, (own, multiCluster, ovn) => {
        const labels = {
          ...(own === undefined ? {} : { [LABELS.serviceName]: own }),
          ...(multiCluster === undefined ? {} : { [LABELS.multiClusterServiceName]: multiCluster }),
          ...(ovn === undefined ? {} : { [LABELS.ovnServiceName]: ovn }),
        };
        const isNamed = [own, multiCluster, ovn].includes('web');
        expect(inShort(runRule(serviceName, { slice: labelled(labels) }).findings)).toEqual(
          isNamed ? [] : [`metadata.labels[${LABELS.serviceName}] missing`],
        );
      }),
    );
  });

  it('does not take the label of the headless Service or of another prefix for a name', () => {
    for (const key of [LABELS.headless, 'service-name', 'example.com/service-name', 'Kubernetes.io/service-name'])
      expect(runRule(serviceName, { slice: labelled({ [key]: 'web' }) }).findings).toHaveLength(1);
  });

  it('finds a label that an update removes, also if it was missing before', () => {
    const named = labelled({ [LABELS.serviceName]: 'web' });
    for (const old of [named, labelled({})])
      expect(runRule(serviceName, { slice: labelled({}), old }).findings).toHaveLength(1);
    expect(runRule(serviceName, { slice: named, old: labelled({}) }).findings).toEqual([]);
  });
});
