// Independent mistakes in one policy are all reported, each at its place, and nothing else is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { RULES } from '../../../src/rules/index.ts';

const HEAD = ['apiVersion: sliceward.dev/v1alpha1', 'kind: SlicePolicy', 'metadata: {name: test}', 'spec:'];

function mistakes(lines: readonly string[]): string[] {
  try {
    loadPolicies([{ file: 'p.yaml', text: `${lines.join('\n')}\n` }], { rules: RULES, sha256: (text) => text });
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

interface Part {
  /** The line without the mistake, and with it. */
  readonly right: string;
  readonly wrong: string;
  /** The place of the mistake. */
  readonly path: string;
}

/** The parts of one policy: a mistake in one has no effect on another. */
const PARTS: readonly Part[] = [
  { right: '  preset: strict', wrong: '  preset: strct', path: 'spec.preset' },
  { right: '  enforcement: warn', wrong: '  enforcment: warn', path: 'spec.enforcment' },
  { right: '  undecided: allow', wrong: '  undecided: alow', path: 'spec.undecided' },
  { right: '  quiet: true', wrong: '  quiet: 3', path: 'spec.quiet' },
  { right: '  match: {managedBy: [a]}', wrong: '  match: {managedBy: [a, 5]}', path: 'spec.match.managedBy.1' },
  { right: '  exclude: {writers: {users: [a]}}', wrong: '  exclude: {labels: {a: b}}', path: 'spec.exclude.labels' },
  { right: '  networks:', wrong: '  networks:', path: '' },
  { right: '    one: [10.0.0.0/8]', wrong: '    one: 10.0.0.0/8', path: 'spec.networks.one' },
  { right: '    two: [10.0.0.0/8]', wrong: '    two: [10.0.0.0/33]', path: 'spec.networks.two' },
  { right: '  writers:', wrong: '  writers:', path: '' },
  { right: '    controllers: [a]', wrong: '    controllers: [a, ""]', path: 'spec.writers.controllers.1' },
  { right: '    trusted:', wrong: '    trusted:', path: '' },
  {
    right: '      - {user: a, managedBy: b, rules: {zone: warn}}',
    wrong: '      - {user: a, managedBy: b/c, rules: {zone: warn}}',
    path: 'spec.writers.trusted.0.managedBy',
  },
  {
    right: '      - {user: a, managedBy: b, rules: {zone: warn}}',
    wrong: '      - {user: a, managedBy: b, rules: {zonne: warn}}',
    path: 'spec.writers.trusted.1.rules.zonne',
  },
  {
    right: '      - {user: a, managedBy: b, rules: {zone: warn}}',
    wrong: '      - {user: a, managedBy: b, rules: {denied-address: warn}}',
    path: 'spec.writers.trusted.2.rules.denied-address',
  },
  { right: '  rules:', wrong: '  rules:', path: '' },
  { right: '    zone: {action: warn}', wrong: '    zone: {action: warn, fix: true}', path: 'spec.rules.zone.fix' },
  { right: '    hints: {action: warn}', wrong: '    hintz: {action: warn}', path: 'spec.rules.hintz' },
  { right: '    hostname: {action: warn}', wrong: '    hostname: {acton: warn}', path: 'spec.rules.hostname.acton' },
  {
    right: '    port-name: {action: warn}',
    wrong: '    port-name: {action: wran}',
    path: 'spec.rules.port-name.action',
  },
  {
    right: '    allowed-address: {action: warn, options: {networks: [one, two]}}',
    wrong: '    allowed-address: {action: warn, options: {networks: [one, two], nets: 1}}',
    path: 'spec.rules.allowed-address.options.nets',
  },
  {
    right: '    port-limit: [{action: warn}, {action: warn}]',
    wrong: '    port-limit: [{action: warn}, {action: warn, match: 3}]',
    path: 'spec.rules.port-limit.1.match',
  },
];

describe('mistakes of one policy', () => {
  it('are all reported with their places, in order, and nothing else is', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: PARTS.length, maxLength: PARTS.length }), (wrong) => {
        const lines = PARTS.map((part, index) => (wrong[index] === true ? part.wrong : part.right));
        const expected = PARTS.flatMap(({ path }, index) =>
          wrong[index] === true && path !== '' ? [`p.yaml:${HEAD.length + index + 1} ${path}`] : [],
        );
        const reported = mistakes([...HEAD, ...lines]).map((line) =>
          line.replace(/^(p\.yaml:\d+):\d+: ([^ ]+): .*$/, '$1 $2'),
        );
        expect(reported).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['networks', 'netwroks: {one: [10.0.0.0/8]}', 'spec.netwroks'],
    ['options', 'rules: {allowed-address: {action: deny, option: {networks: [one]}}}', 'spec.rules.allowed-address'],
    ['writers of an exclude', 'exclude: {labels: {a: b}, writer: {users: [jane]}}', 'spec.exclude.writer'],
    ['kind', '', 'kind: must be'],
  ])('have no follow-up problems: a misspelled name of %s', (what, line, place) => {
    const head = what === 'kind' ? HEAD.map((one) => one.replace('SlicePolicy', 'SlicePolice')) : HEAD;
    const rest = what === 'networks' ? ['  rules: {allowed-address: {action: deny, options: {networks: [one]}}}'] : [];
    expect(mistakes([...head, '  preset: strict', ...(line === '' ? [] : [`  ${line}`]), ...rest])).toEqual([
      expect.stringContaining(place),
    ]);
  });
});
