import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { requiredLabels } from '../../src/rules/required-labels.ts';
import { FactIndex } from '../../src/view/index.ts';
import { labelled, NO_NETWORKS, optionError } from './judge-part.ts';
import { runRaw, runRule } from './run-rule.ts';

describe('required-labels', () => {
  it('refuses options that require no label', () => {
    for (const options of [{}, { labels: {} }])
      expect(() => runRule(requiredLabels, { slice: labelled({}), options })).toThrow(ZodError);
  });

  it('finds missing labels whose keys are members of every object', () => {
    const options = { labels: { constructor: '.', toString: '.' } };
    const { findings } = runRule(requiredLabels, { slice: labelled({}), options });
    expect(findings.map(({ id, field }) => [id, field])).toEqual([
      ['missing', 'metadata.labels[constructor]'],
      ['missing', 'metadata.labels[toString]'],
    ]);
  });

  it('sets a missing label to that of the namespace or the Service, if it is known and matches', () => {
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
    expect(() => requiredLabels.compile({ labels: { team: '(' } }, NO_NETWORKS)).toThrow(
      optionError(['labels', 'team']),
    );
    for (const options of [{ labels: { 'not a key': '.' } }, { labels: { team: '.' }, defaultFrom: 'pod' }])
      expect(() => requiredLabels.compile(options, NO_NETWORKS)).toThrow(ZodError);
  });
});
