import { describe, expect, it } from 'vitest';
import { PRESETS, policySchema } from '../../../src/policy/load/document.ts';
import { effectiveMatch, presetActions, presetDocument } from '../../../src/policy/load/presets.ts';
import { isStronger } from '../../../src/policy/policy-set.ts';
import { RULES } from '../../../src/rules/index.ts';
import { REGISTRY, tooMany } from '../fixtures.ts';

describe('the presets', () => {
  it('have an action for each message of each rule', () => {
    for (const preset of PRESETS)
      for (const rule of RULES)
        expect([rule.id, [...presetActions(rule, preset).keys()]]).toEqual([rule.id, Object.keys(rule.messages)]);
    expect([...presetActions(tooMany, 'recommended')]).toEqual([['many', 'warn']]);
    expect([...presetActions(tooMany, 'strict')]).toEqual([['many', 'deny']]);
  });

  it('recommended is never stricter than strict', () => {
    const stricter = [...RULES, ...REGISTRY].flatMap((rule) => {
      const strict = presetActions(rule, 'strict');
      return [...presetActions(rule, 'recommended')]
        .filter(([id, action]) => isStronger(action, strict.get(id) ?? 'off'))
        .map(([id]) => `${rule.id}/${id}`);
    });
    expect(stricter).toEqual([]);
  });

  it.each(PRESETS)('%s is a document as one would write it', (preset) => {
    const document = presetDocument(preset);
    expect(policySchema.parse(document)).toEqual(document);
    const { apiVersion, kind, metadata } = document;
    expect(policySchema.parse({ apiVersion, kind, metadata, spec: { preset } })).toEqual(document);
    expect(metadata.name).toBe(preset);
  });
});

describe('what a policy applies to', () => {
  const DEFAULT = ['kube-system', 'kube-public', 'kube-node-lease'];

  it.each([
    ['nothing is written', undefined, { namespaces: { exclude: DEFAULT } }],
    ['other keys', { managedBy: ['a'] }, { managedBy: ['a'], namespaces: { exclude: DEFAULT } }],
    [
      'names of namespaces',
      { namespaces: { names: ['kube-*'] } },
      { namespaces: { names: ['kube-*'], exclude: DEFAULT } },
    ],
    [
      'its own exclude replaces the default',
      { namespaces: { exclude: ['dev'] } },
      { namespaces: { exclude: ['dev'] } },
    ],
    ['an empty exclude excludes nothing', { namespaces: { exclude: [] } }, { namespaces: { exclude: [] } }],
  ])('%s', (_, match, expected) => {
    expect(effectiveMatch(match)).toEqual(expected);
  });

  it('shares no list between policies', () => {
    expect(effectiveMatch(undefined).namespaces?.exclude).not.toBe(effectiveMatch(undefined).namespaces?.exclude);
  });
});
