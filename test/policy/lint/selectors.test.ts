// What lint says of selectors that match everything or nothing.
import { describe, expect, it } from 'vitest';
import { lint } from './support.ts';

describe('lint of selectors', () => {
  it.each([
    ['an exclude that excludes everything', ['preset: strict', 'exclude: {}'], ['6:3 empty-exclude spec.exclude']],
    [
      'namespaces that are named and excluded',
      ['preset: strict', 'match: {namespaces: {names: [dev-a, dev-b], exclude: ["dev-*"]}}'],
      ['6:24 never-applies spec.match.namespaces.names'],
    ],
    [
      'namespaces that are excluded by default',
      ['preset: strict', 'match: {namespaces: {names: [kube-system]}}'],
      ['6:24 never-applies spec.match.namespaces.names'],
    ],
    [
      'exclude of every namespace',
      ['preset: strict', 'exclude: {namespaces: {names: ["*"]}}'],
      ['6:3 never-applies spec.exclude'],
    ],
    [
      '"*" excluded',
      ['preset: strict', 'match: {namespaces: {exclude: ["*"]}}'],
      ['6:24 never-applies spec.match.namespaces.exclude'],
    ],
    [
      'exclude that holds all of match',
      ['preset: strict', 'match: {namespaces: {names: [dev]}}', 'exclude: {namespaces: {names: ["d*"]}}'],
      ['7:3 never-applies spec.exclude'],
    ],
    [
      'no writer',
      ['preset: strict', 'rules: {zone: {action: deny, match: {writers: {}}}}'],
      ['6:40 never-applies spec.rules.zone.match.writers'],
    ],
    [
      'a match that says nothing',
      ['preset: strict', 'rules: {zone: {action: deny, match: {labels: {}}}}'],
      ['6:32 says-nothing spec.rules.zone.match'],
    ],
    [
      'an empty list, except where it replaces the default',
      [
        'preset: strict',
        'match: {namespaces: {exclude: []}}',
        'rules: {zone: {action: deny, match: {namespaces: {names: [dev], exclude: []}}}}',
      ],
      ['7:67 says-nothing spec.rules.zone.match.namespaces.exclude'],
    ],
    [
      'names that nothing can have',
      [
        'preset: strict',
        'match: {namespaces: {names: ["Shop", "shop-?"]}}',
        'exclude: {writers: {serviceAccounts: [operator]}}',
      ],
      [
        '6:32 impossible-name spec.match.namespaces.names.0',
        '6:40 impossible-name spec.match.namespaces.names.1',
        '7:41 impossible-name spec.exclude.writers.serviceAccounts.0',
      ],
    ],
  ])('finds %s', (_what, lines, expected) => {
    expect(lint(...lines)).toEqual(expected);
  });
});
