import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { LABELS } from '../../src/model/slice.ts';
import { requiredLabels } from '../../src/rules/required-labels.ts';
import { FactIndex } from '../../src/view/index.ts';
import { inShort, labelled, NO_NETWORKS, optionError } from './judge-part.ts';
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

  it('finds a pattern anywhere in a value, unless the policy anchors it', () => {
    const judge = (pattern: string, value: string): readonly string[] => {
      const input = { slice: labelled({ team: value }), options: { labels: { team: pattern } } };
      return runRule(requiredLabels, input).findings.map(({ id }) => id);
    };
    expect(judge('shop', 'my-shop-1')).toEqual([]);
    expect(judge('^shop$', 'my-shop-1')).toEqual(['malformed']);
    expect(judge('^shop$', 'shop')).toEqual([]);
    expect(judge('^shop$', 'Shop')).toEqual(['malformed']);
  });

  it('reports the labels in the order of the policy, and each once', () => {
    const options = { labels: { b: '.', a: '^x$', c: '.' } };
    const { findings } = runRule(requiredLabels, { slice: labelled({ a: 'y', b: null, c: 'z' }), options });
    expect(inShort(findings)).toEqual(['metadata.labels[b] missing', 'metadata.labels[a] malformed']);
  });

  it('prefers the default of the policy to a label of the namespace, and fixes no wrong value', () => {
    const view = new FactIndex('partial');
    view.put('v1', 'Namespace', { metadata: { name: 'shop', labels: { team: 'payments' } } }, '');
    const options = { labels: { team: '^[a-z]+$' }, defaults: { team: 'shop' }, defaultFrom: 'namespace' };
    const fixes = (labels: object): unknown => {
      const slice = { metadata: { namespace: 'shop', name: 'web-1', labels } };
      return runRaw(requiredLabels, { slice, options, view }).reports.map(([id, { fix = [] }]) => [id, fix]);
    };
    expect(fixes({})).toEqual([['missing', [{ op: 'add', path: '/metadata/labels/team', value: 'shop' }]]]);
    expect(fixes({ team: 'Shop' })).toEqual([['malformed', []]]);
  });

  it('refuses defaults that are not required, do not match, or are for Kubernetes to set', () => {
    const compile = (labels: object, defaults: object): unknown =>
      requiredLabels.compile({ labels, defaults }, NO_NETWORKS);
    expect(() => compile({ team: '.' }, { tier: 'a' })).toThrow(optionError(['defaults', 'tier']));
    expect(() => compile({ team: '^[a-z]+$' }, { team: 'A' })).toThrow(optionError(['defaults', 'team']));
    for (const key of [LABELS.serviceName, LABELS.managedBy, 'mirror.linkerd.io/x'])
      expect(() => compile({ [key]: '.' }, { [key]: 'a' })).toThrow(optionError(['defaults', key]));
    expect(() => compile({ team: '.' }, { team: 'not a value' })).toThrow(ZodError);
  });
});
