// Independent mistakes in one policy are all reported, each at its place, and nothing else is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { policySchema } from '../../../src/policy/load/document.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { refusedPaths, repairPolicy, withoutRefused, type Repaired } from '../../../src/policy/load/repair.ts';
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
  }, 60_000);

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

const DOCUMENT = {
  apiVersion: 'sliceward.dev/v1alpha1',
  kind: 'SlicePolicy',
  metadata: { name: 'test' },
  spec: { preset: 'strict', match: { managedBy: ['a'] }, rules: { zone: { action: 'deny' } } },
};

function repaired(value: unknown): Repaired | undefined {
  const parsed = policySchema.safeParse(value);
  if (parsed.success) throw new Error('nothing to repair');
  return repairPolicy(value, parsed.error);
}

function repairedSpec(spec: object): unknown {
  return repaired({ ...DOCUMENT, spec })?.document.spec;
}

const DEFAULTS = { enforcement: 'deny', undecided: 'allow' };

describe('a repaired document', () => {
  it.each([
    ['without an unknown field', { quiet: true, quite: true }, { ...DEFAULTS, quiet: true }],
    ['with the preset in which most rules run', { preset: 'lax' }, { ...DEFAULTS, preset: 'strict' }],
    ['with a default', { enforcement: 'of', quiet: false }, { ...DEFAULTS, quiet: false }],
    [
      'without the whole list in which an item is wrong',
      { match: { managedBy: ['a', 5], serviceNames: ['b'] } },
      { ...DEFAULTS, match: { serviceNames: ['b'] } },
    ],
    ['without the whole exclude', { exclude: { managedBy: ['a'], labls: {} } }, DEFAULTS],
    [
      'without the list of excluded namespaces only',
      { match: { namespaces: { names: ['a'], exclude: [1] } } },
      { ...DEFAULTS, match: { namespaces: { names: ['a'] } } },
    ],
    [
      'with a network that rules may refer to',
      { networks: { one: '10.0.0.0/8', two: ['10.0.0.0/8'] } },
      { ...DEFAULTS, networks: { one: ['192.0.2.0/32'], two: ['10.0.0.0/8'] } },
    ],
    [
      'with all entries of trusted writers at their places',
      {
        writers: { trusted: [5, { user: 'b', managedBy: 'c/d', rules: { zone: 'no', hints: 'warn' } }, { user: 'e' }] },
      },
      {
        ...DEFAULTS,
        writers: {
          trusted: [
            { user: 'unnamed', managedBy: 'unnamed', rules: {} },
            { user: 'b', managedBy: 'unnamed', rules: { zone: 'off', hints: 'warn' } },
            { user: 'e', managedBy: 'unnamed', rules: {} },
          ],
        },
      },
    ],
  ])('is the rest of the policy: %s', (_, spec, expected) => {
    expect(repairedSpec(spec)).toEqual(expected);
  });

  it('has a name and a version where they were refused', () => {
    const document = repaired({ ...DOCUMENT, apiVersion: 'v1', metadata: { name: 7 } })?.document;
    expect(document).toMatchObject({ apiVersion: DOCUMENT.apiVersion, metadata: { name: 'unnamed' } });
    expect(repaired({ ...DOCUMENT, metadata: 7 })?.document.metadata).toEqual({ name: 'unnamed' });
  });

  it.each([
    ['another kind', { ...DOCUMENT, kind: 'Policy' }],
    ['no document', []],
    ['no spec', { ...DOCUMENT, spec: 7 }],
    ['a spec that is missing', { apiVersion: DOCUMENT.apiVersion, kind: DOCUMENT.kind, metadata: DOCUMENT.metadata }],
  ])('is not made of %s', (_, value) => {
    expect(repaired(value)).toBeUndefined();
  });

  it.each([
    [{ networks: 7 }, true],
    [{ netwroks: {} }, true],
    [{ networks: { one: 7 } }, false],
    [{ preset: 7 }, false],
  ])('lets rules refer to any network where the networks are not known: %j', (spec, expected) => {
    expect(repaired({ ...DOCUMENT, spec })?.anyNetwork).toBe(expected);
  });

  it('is valid whatever was wrong, and what is right stays; the document itself is not changed', () => {
    // No two members are the same object, as none are that were read from YAML.
    const wrong = fc
      .constantFrom<unknown>(7, null, '', 'x', [], {}, [7], { x: 7 })
      .map((value) => structuredClone(value));
    const members = [
      'preset',
      'enforcement',
      'undecided',
      'quiet',
      'match',
      'exclude',
      'networks',
      'writers',
      'rules',
      'prset',
    ];
    const trusted = fc.array(
      fc.record({ user: wrong, managedBy: wrong, namespaces: wrong, rules: wrong, x: wrong }, { requiredKeys: [] }),
      { maxLength: 2 },
    );
    const spec = fc.dictionary(
      fc.constantFrom(...members),
      fc.oneof(wrong, fc.record({ trusted, controllers: wrong })),
      {
        maxKeys: 4,
        noNullPrototype: true,
      },
    );
    let count = 0;
    fc.assert(
      fc.property(spec, (one) => {
        const value = { ...DOCUMENT, spec: { ...one } };
        const parsed = policySchema.safeParse(value);
        fc.pre(!parsed.success);
        const before = structuredClone(value);
        const result = parsed.success ? undefined : repairPolicy(value, parsed.error)?.document;
        expect(value).toEqual(before);
        expect(policySchema.safeParse(result).success).toBe(true);
        for (const name of Object.keys(one)) {
          const alone = policySchema.safeParse({ ...DOCUMENT, spec: { [name]: one[name] } });
          const right: unknown = alone.success ? alone.data.spec : result?.spec;
          expect(Object(result?.spec)[name]).toEqual(Object(right)[name]);
        }
        count++;
      }),
      { numRuns: 500 },
    );
    expect(count).toBe(500);
  });
});

describe('what a schema refused', () => {
  it('is each unknown field, and each member that is wrong', () => {
    const { error } = policySchema.safeParse({ ...DOCUMENT, x: 1, spec: { a: 1, b: 2, quiet: 3, match: { c: 1 } } });
    expect(
      refusedPaths(error?.issues ?? [])
        .map((path) => path.join('.'))
        .toSorted(),
    ).toEqual(['spec.a', 'spec.b', 'spec.match.c', 'spec.quiet', 'x']);
  });

  it('is missing in a copy, with the list that it is in, and with its exclude', () => {
    const instance = {
      action: 'deny',
      match: { managedBy: ['a', 5], serviceNames: ['b'] },
      exclude: { labels: { a: 1 } },
    };
    expect(withoutRefused(instance, [['match', 'managedBy', 1]])).toEqual({
      ...instance,
      match: { serviceNames: ['b'] },
    });
    expect(withoutRefused(instance, [['exclude', 'labels', 'a']])).toEqual({ action: 'deny', match: instance.match });
    expect(
      withoutRefused(instance, [
        ['not', 'there'],
        ['action', 'length'],
      ]),
    ).toEqual(instance);
    expect(withoutRefused(instance, [])).not.toBe(instance);
  });
});
