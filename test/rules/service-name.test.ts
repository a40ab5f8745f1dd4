import { describe, expect, it } from 'vitest';
import { LABELS } from '../../src/model/slice.ts';
import { serviceName } from '../../src/rules/service-name.ts';
import { labelled } from './judge-part.ts';
import { runRule } from './run-rule.ts';

describe('service-name', () => {
  it.for([LABELS.serviceName, LABELS.multiClusterServiceName, LABELS.ovnServiceName])(
    'accepts the label %s if it is not empty',
    (key) => {
      expect(runRule(serviceName, { slice: labelled({ [key]: 'web' }) }).findings).toEqual([]);
      expect(runRule(serviceName, { slice: labelled({ [key]: '' }) }).findings).toHaveLength(1);
    },
  );
});
