// service-name, managed-by, required-labels, explicit-conditions, service-name-change: who writes, what was stored, odd labels.
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { z } from 'zod';
import { BUILT_IN_MANAGERS, LABELS } from '../../src/model/slice.ts';
import { OptionError } from '../../src/policy/rule.ts';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { explicitConditions } from '../../src/rules/explicit-conditions.ts';
import { managedBy } from '../../src/rules/managed-by.ts';
import { FactIndex } from '../../src/view/index.ts';
import { requiredLabels } from '../../src/rules/required-labels.ts';
import { serviceNameChange } from '../../src/rules/service-name-change.ts';
import { serviceName } from '../../src/rules/service-name.ts';
import { runRaw, runRule } from './run-rule.ts';

const SETUP = { networks: new Map() };
const labelled = (labels: Readonly<Record<string, string | null>>): object => ({ metadata: { name: 'web-1', labels } });

describe('service-name', () => {
  it.for([LABELS.serviceName, LABELS.multiClusterServiceName, LABELS.ovnServiceName])('is content with %s', (key) => {
    expect(runRule(serviceName, { slice: labelled({ [key]: 'web' }) }).findings).toEqual([]);
    expect(runRule(serviceName, { slice: labelled({ [key]: '' }) }).findings).toHaveLength(1);
  });
});

describe('managed-by', () => {
  it.for(BUILT_IN_MANAGERS)('knows that only controllers are %s', (manager) => {
    expect(managerIds(manager, 'alice')).toEqual(['built-in']);
    expect(managerIds(manager)).toEqual(['undecided: user']);
    for (const user of DEFAULT_CONTROLLERS) expect(managerIds(manager, user)).toEqual([]);
  });

  it('is not impressed by names that resemble a controller', () => {
    const [controller = ''] = BUILT_IN_MANAGERS;
    expect(managerIds(controller, 'system:serviceaccount:shop:endpointslice-controller')).toEqual(['built-in']);
    expect(managerIds(controller, 'system:serviceaccount:kube-system:endpointslice-controller ')).toEqual(['built-in']);
  });

  it('takes an empty name for none, whoever writes, controllers apart', () => {
    for (const user of [undefined, 'alice']) {
      expect(managerIds('', user)).toEqual(['missing']);
      expect(managerIds(null, user)).toEqual(['missing']);
    }
    expect(managerIds('', 'system:apiserver')).toEqual([]);
  });

  it('needs nobody to accept a name of its own', () => {
    expect(managerIds('ansible')).toEqual([]);
  });
});

describe('required-labels', () => {
  it('cannot be asked for without a label', () => {
    for (const options of [{}, { labels: {} }])
      expect(() => runRule(requiredLabels, { slice: labelled({}), options })).toThrow(ZodError);
  });

  it('is not fooled by keys of the prototype', () => {
    const options = { labels: { constructor: '.', toString: '.' } };
    expect(
      runRule(requiredLabels, { slice: labelled({}), options }).findings.map(({ id, field }) => [id, field]),
    ).toEqual([
      ['missing', 'metadata.labels[constructor]'],
      ['missing', 'metadata.labels[toString]'],
    ]);
  });

  it('takes a missing label from the namespace or the Service, where they are known and it would be right', () => {
    const view = new FactIndex('partial');
    view.put('v1', 'Namespace', { metadata: { name: 'shop', labels: { team: 'payments', tier: 'NOT RIGHT' } } }, '');
    view.put('v1', 'Service', { metadata: { namespace: 'shop', name: 'web', labels: { team: 'web-team' } } }, '');
    const fixes = (defaultFrom: string | undefined, namespace = 'shop', isKnown = true): unknown => {
      const slice = { metadata: { namespace, name: 'web-1', labels: { 'kubernetes.io/service-name': 'web' } } };
      const options = { labels: { team: '^[a-z-]+$', tier: '.' }, defaultFrom };
      const { reports } = runRaw(requiredLabels, { slice, options, ...(isKnown ? { view } : {}) });
      return reports.map(([, { fix }]) => fix);
    };
    const set = (value: string): unknown => [{ op: 'add', path: '/metadata/labels/team', value }];
    expect(fixes('namespace')).toEqual([set('payments'), []]);
    expect(fixes('service')).toEqual([set('web-team'), []]);
    expect(fixes('namespace', 'bank')).toEqual([[], []]);
    expect(fixes('service', 'bank')).toEqual([[], []]);
    expect(fixes('namespace', 'shop', false)).toEqual([[], []]);
    expect(fixes(undefined)).toEqual([[], []]);
  });

  it('refuses patterns, keys and sources that cannot be right', () => {
    expect(() => requiredLabels.compile({ labels: { team: '(' } }, SETUP)).toThrow(
      expect.toSatisfy((error: unknown) => error instanceof OptionError && error.path.join('/') === 'labels/team'),
    );
    expect(() => requiredLabels.compile({ labels: { 'not a key': '.' } }, SETUP)).toThrow(z.ZodError);
    expect(() => requiredLabels.compile({ labels: { team: '.' }, defaultFrom: 'pod' }, SETUP)).toThrow(z.ZodError);
  });
});

describe('explicit-conditions', () => {
  it('takes false for an answer and null for none', () => {
    const endpoints = [{ conditions: { ready: false } }, { conditions: { ready: null } }, { conditions: null }, {}];
    expect(runRule(explicitConditions, { slice: { endpoints } }).findings.map(({ field }) => field)).toEqual([
      'endpoints[1].conditions.ready',
      'endpoints[2].conditions.ready',
      'endpoints[3].conditions.ready',
    ]);
  });

  it('asks for each condition once', () => {
    const options = { require: ['terminating', 'ready', 'ready'] };
    expect(
      runRule(explicitConditions, { slice: { endpoints: [{}] }, options }).findings.map(({ field }) => field),
    ).toEqual(['endpoints[0].conditions.terminating', 'endpoints[0].conditions.ready']);
  });
});

describe('service-name-change', () => {
  const before = labelled({ [LABELS.serviceName]: 'web', [LABELS.managedBy]: 'ansible' });

  it('says nothing of a creation', () => {
    expect(runRule(serviceNameChange, { slice: before })).toEqual({ findings: [], undecided: [] });
  });

  it('cannot judge an update without its stored object', () => {
    expect(runRule(serviceNameChange, { slice: before, operation: 'UPDATE' })).toEqual({
      findings: [],
      undecided: ['oldObject'],
    });
  });

  it('sees changes and removals', () => {
    expect(change(labelled({ [LABELS.serviceName]: 'checkout', [LABELS.managedBy]: 'ansible' }), before)).toEqual([
      ['service', 'checkout', 'web'],
    ]);
    expect(change(labelled({ [LABELS.serviceName]: 'web', [LABELS.managedBy]: '' }), before)).toEqual([
      ['manager', '', 'ansible'],
    ]);
    expect(change(labelled({}), before)).toEqual([
      ['service', '', 'web'],
      ['manager', '', 'ansible'],
    ]);
  });

  it('takes an added label for a repair', () => {
    expect(change(before, labelled({}))).toEqual([]);
    expect(change(before, labelled({ [LABELS.serviceName]: '', [LABELS.managedBy]: '' }))).toEqual([]);
  });

  it.for([LABELS.multiClusterServiceName, LABELS.ovnServiceName])('watches %s as well', (key) => {
    expect(change(labelled({ [key]: 'b' }), labelled({ [key]: 'a' }))).toEqual([['service', 'b', 'a']]);
  });
});

/** Message ids and undecided needs of managed-by. */
function managerIds(manager: string | null, user?: string): string[] {
  const input = { slice: labelled({ [LABELS.managedBy]: manager }), ...(user === undefined ? {} : { user }) };
  const { findings, undecided } = runRule(managedBy, input);
  return [...findings.map(({ id }) => id), ...undecided.map((need) => `undecided: ${need}`)];
}

/** Message id, what is now and what was before of each finding of service-name-change. */
function change(slice: object, old: object): unknown[] {
  const { findings } = runRule(serviceNameChange, { slice, old });
  return findings.map(({ id, seen, expected }) => [id, seen, expected]);
}
