// What lint says of selectors that match everything or nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../../src/policy/load/glob.ts';
import { lint, notesOf } from './support.ts';

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

  it('says how to include a namespace that is excluded by default', () => {
    const [note] = notesOf('preset: strict', 'match: {namespaces: {names: [kube-system]}}');
    expect(note?.message).toMatch(/^never matches: .* excludes kube-system by default; add exclude: \[\]$/);
    const [own] = notesOf('preset: strict', 'match: {namespaces: {names: [dev], exclude: [dev]}}');
    expect(own?.message).toBe('never matches: namespaces.exclude excludes dev');
  });

  it('looks at every list of names, and at each instance of a list', () => {
    const wrong =
      '{namespaces: {names: [A], exclude: [B]}, writers: {serviceAccounts: [a]}, managedBy: [a/b], ' +
      'serviceNames: [C], labels: {k: "?"}}';
    expect(lint('preset: strict', `rules: {zone: [{action: warn}, {action: deny, match: ${wrong}}]}`)).toEqual(
      [
        'namespaces.names.0',
        'namespaces.exclude.0',
        'writers.serviceAccounts.0',
        'managedBy.0',
        'serviceNames.0',
        'labels.k',
      ].map((path) => expect.stringMatching(new RegExp(` impossible-name spec.rules.zone.1.match.${path}$`))),
    );
  });

  const names = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,4}[a-z0-9])?$/);

  it('never calls a glob impossible that a namespace can match', () => {
    fc.assert(
      fc.property(names, fc.array(fc.nat({ max: 5 }), { maxLength: 3 }), (name, stars) => {
        const glob = name.replaceAll(/./g, (letter, index: number) => (stars.includes(index) ? '*' : letter));
        expect(globMatcher([glob])(name)).toBe(true);
        expect(lint('preset: strict', `match: {namespaces: {names: ["${glob}"], exclude: []}}`)).toEqual([]);
      }),
    );
  });

  it('calls a glob impossible only if no namespace matches it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[aA?.*]{1,3}$/), fc.array(names, { maxLength: 20 }), (glob, all) => {
        const notes = lint('preset: strict', `match: {namespaces: {names: ["${glob}"], exclude: []}}`);
        expect(notes.length > 0 && all.some(globMatcher([glob]))).toBe(false);
        expect(notes.length > 0).toBe(/[A?.]/.test(glob));
      }),
    );
  });

  it('knows that labels of the namespace are a condition', () => {
    const labels = '{namespaces: {labels: {team: shop}}}';
    expect(lint('preset: strict', `match: ${labels}`, `rules: {zone: {action: deny, match: ${labels}}}`)).toEqual([]);
    expect(lint('preset: strict', `exclude: ${labels}`)).toEqual([]);
  });
});
