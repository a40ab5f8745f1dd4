// What lint says of enforcement, trusted writers and networks.
import { describe, expect, it } from 'vitest';
import { lint, notesOf } from './support.ts';

describe('lint of the parts of a policy', () => {
  it.each([
    [
      'an enforcement below what is asked for',
      ['preset: recommended', 'enforcement: warn', 'rules: {endpoint-limit: {action: deny}}'],
      ['6:3 enforcement spec.enforcement'],
    ],
    [
      'networks that no rule reads',
      [
        'networks: {pods: [10.0.0.0/8], nodes: [192.168.0.0/16]}',
        'rules: {allowed-address: {action: deny, options: {networks: [pods]}}}',
      ],
      ['5:34 unused-network spec.networks.nodes'],
    ],
    [
      'trust that relaxes nothing',
      [
        'preset: recommended',
        'writers:',
        '  trusted:',
        '    - {user: a, managedBy: x, rules: {endpoint-limit: warn, required-labels: audit, port-number: warn}}',
        '    - {user: a, managedBy: x, namespaces: [shop], rules: {port-number: audit}}',
        '    - {user: "system:apiserver", managedBy: x, rules: {}}',
        '    - {user: b, managedBy: x, namespaces: [kube-system], rules: {port-number: audit}}',
      ],
      [
        '8:41 unused-trust spec.writers.trusted.0.rules.endpoint-limit',
        '8:63 unused-trust spec.writers.trusted.0.rules.required-labels',
        '9:9 unused-trust spec.writers.trusted.1',
        '10:10 unused-trust spec.writers.trusted.2.user',
        '10:50 unused-trust spec.writers.trusted.2.rules',
        '11:33 unused-trust spec.writers.trusted.3.namespaces',
      ],
    ],
  ])('finds %s', (_what, lines, expected) => {
    expect(lint(...lines)).toEqual(expected);
  });

  it.each([
    ['{zone: {action: deny}}', 'nothing leads to more than audit, though zone says deny'],
    [
      '{endpoint-limit: {action: warn}, hints: {action: audit}, zone: {action: deny}}',
      'nothing leads to more than audit, though endpoint-limit and 1 more say warn',
    ],
  ])('says which rules ask for more than enforcement allows: %s', (rules, message) => {
    expect(notesOf('enforcement: audit', `rules: ${rules}`)).toMatchObject([{ id: 'enforcement', message }]);
  });

  it('says nothing of enforcement where only the preset asks for more', () => {
    expect(lint('preset: strict', 'enforcement: audit')).toEqual([]);
  });

  it.each([
    ['{user: a, managedBy: x, rules: {zone: audit}}', 'relaxes nothing: zone does not run'],
    ['{user: a, managedBy: x, rules: {port-name: warn}}', 'relaxes nothing: port-name leads to audit at most'],
    ['{user: a, managedBy: x, rules: {}}', 'relaxes nothing; list the rules, each with its strongest action'],
    [
      '{user: system:apiserver, managedBy: x, rules: {port-number: audit}}',
      'system:apiserver is one of the controllers: nothing of theirs is denied anyway',
    ],
    ['{user: a, managedBy: x, namespaces: [kube-*, kube-public], rules: {port-number: audit}}', undefined],
    [
      '{user: a, managedBy: x, namespaces: [kube-public], rules: {port-number: audit}}',
      'never used: the policy does not apply to these namespaces',
    ],
  ])('says why trust in a writer is without effect: %s', (entry, message) => {
    const rules = '{port-number: {action: deny}, port-name: {action: audit}}';
    const notes = notesOf(`rules: ${rules}`, `writers: {trusted: [${entry}]}`);
    expect(notes.map((note) => note.message)).toEqual(message === undefined ? [] : [message]);
  });

  it('compares entries of one writer and manager only, by their namespaces', () => {
    const entry = (user: string, managedBy: string, namespaces: string): string =>
      `{user: ${user}, managedBy: ${managedBy}, namespaces: [${namespaces}], rules: {port-number: audit}}`;
    const entries = [
      entry('a', 'x', '"shop-*"'),
      entry('b', 'x', 'shop-1'),
      entry('a', 'z', 'shop-1'),
      entry('a', 'x', '"*"'),
      entry('a', 'x', 'shop-1'),
    ];
    expect(notesOf('preset: recommended', `writers: {trusted: [${entries.join(', ')}]}`)).toMatchObject([
      { path: 'spec.writers.trusted.4', message: expect.stringContaining('writers.trusted.0 matches wherever') },
    ]);
  });

  it('knows a network as used when any rule that runs names it', () => {
    const networks = 'networks: {pods: [10.0.0.0/8], nodes: [192.168.0.0/16]}';
    const rule = (list: string): string => `{action: warn, options: {networks: [${list}]}}`;
    expect(lint(networks, `rules: {allowed-address: [${rule('pods')}, ${rule('nodes')}]}`)).toEqual([]);
    expect(lint(networks, `rules: {allowed-address: ${rule('nodes')}}`)).toEqual([
      '5:14 unused-network spec.networks.pods',
    ]);
  });
});
