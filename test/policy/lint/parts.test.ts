// What lint says of enforcement, trusted writers and networks.
import { describe, expect, it } from 'vitest';
import { lint } from './support.ts';

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
});
