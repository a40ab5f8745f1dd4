// `sliceward policy lint`, `show` and `test`, run as the command line runs them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load as loadYaml } from 'js-yaml';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadEach, loadPolicies } from '../../../src/policy/load/load.ts';
import { strongest } from '../../../src/policy/policy-set.ts';
import { presetActions } from '../../../src/policy/load/presets.ts';
import type { AnyRule } from '../../../src/policy/rule.ts';
import { showYaml } from '../../../src/report/policy/show.ts';
import { RULES } from '../../../src/rules/index.ts';
import { testIo, type TestIo } from '../test-io.ts';

const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: mine}\nspec:\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sliceward-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Also of standard input. */
async function run(args: readonly string[], stdin = ''): Promise<TestIo> {
  const io = {
    ...testIo(),
    readStdin: async function* () {
      yield Buffer.from(stdin);
    },
  };
  await runCommand(['policy', ...args], io);
  return io;
}

describe('policy lint', () => {
  it('exits with 0 when there is nothing to say, or only hints', async () => {
    const clean = await run(['lint', write('clean.yaml', `${HEAD}  preset: strict\n`)]);
    expect([clean.written(), clean.exitCode()]).toEqual(['1 policy: clean\n', 0]);
    const hinted = await run(['lint', '-'], `${HEAD}  preset: strict\n  match: {}\n`);
    expect([hinted.written(), hinted.exitCode()]).toEqual([
      'stdin:6:3: hint says-nothing spec.match: matches everything; remove it\n1 policy: 0 warnings, 1 hint\n',
      0,
    ]);
  });

  it('exits with 1 for a warning, with its place', async () => {
    const io = await run(['lint', '-o', 'json', '-'], `${HEAD}  preset: strict\n  exclude: {}\n`);
    expect(JSON.parse(io.written())).toMatchObject({
      kind: 'PolicyLint',
      notes: [{ file: 'stdin', line: 6, column: 3, level: 'warning', id: 'empty-exclude', path: 'spec.exclude' }],
      summary: { policies: 1, warnings: 1, hints: 0 },
    });
    expect(io.exitCode()).toBe(1);
  });

  it('exits with 2 for a policy that does not load or is not there', async () => {
    const typo = await run(['lint', '-'], `${HEAD}  prset: strict\n`);
    expect([typo.written(), typo.errors(), typo.exitCode()]).toEqual([
      '',
      'stdin:5:3: spec.prset: unknown field "prset"; did you mean "preset"?\n',
      2,
    ]);
    const gone = await run(['lint', join(folder, 'gone.yaml')]);
    expect(gone.errors()).toMatch(/^sliceward: policy .*gone\.yaml cannot be read: ENOENT/);
    expect(gone.exitCode()).toBe(2);
  });
});

describe('policy show', () => {
  it('prints the preset when no file is given, and the same again when given that', async () => {
    for (const preset of ['recommended', 'strict']) {
      const shown = await run(['show', '--preset', preset]);
      expect((await run(['show', '-'], shown.written())).written()).toBe(shown.written());
      expect(shown.written()).toContain(
        `# ${loadPolicies([], { rules: RULES, sha256, preset: preset === 'strict' ? preset : 'recommended' }).policies[0]?.digest}\n`,
      );
    }
  });

  it('shows the action of every message, and every option', async () => {
    const io = await run(
      ['show', '-'],
      `${HEAD}  preset: recommended\n  rules: {endpoint-limit: {action: deny}, port-limit: {action: "off"}}\n`,
    );
    expect(io.written()).toContain('    endpoint-limit:\n      action: deny\n      options:\n        max: 100\n');
    expect(io.written()).toContain("    port-limit:\n      action: 'off'\n");
    expect(io.written()).toContain('    # deny: out-of-range; warn: absent, no-ports\n    port-number: {}\n');
  });

  it('prints every rule as JSON', async () => {
    const io = await run(['show', '-o', 'json']);
    const { items } = JSON.parse(io.written());
    expect(Object.keys(items[0].rules)).toEqual(RULES.map(({ id }) => id));
    for (const rule of RULES) {
      const actions = presetActions(rule, 'recommended');
      expect(items[0].rules[rule.id]).toMatchObject(
        strongest(actions.values()) === 'off' ? [] : [{ actions: Object.fromEntries(actions) }],
      );
    }
  });

  it('takes files or a preset', async () => {
    const io = await run(['show', '--preset', 'strict', '-'], HEAD);
    expect([io.errors(), io.exitCode()]).toEqual([
      '--preset and files exclude each other; set spec.preset in the policy\n',
      2,
    ]);
  });
});

const NETWORKS = Object.assign(
  {},
  ...RULES.flatMap((rule) => [...rule.examples.good, ...rule.examples.bad].map(({ networks }) => networks)),
);

const selector = fc.record(
  {
    namespaces: fc.record(
      { names: fc.constant(['shop-*']), exclude: fc.constantFrom([], ['dev']) },
      { requiredKeys: [] },
    ),
    writers: fc.record({ users: fc.constant(['jane']), groups: fc.constant(['ops:*']) }, { requiredKeys: ['users'] }),
    operations: fc.constant(['CREATE']),
  },
  { requiredKeys: ['writers'] },
);

function instance(rule: AnyRule): fc.Arbitrary<object> {
  const mayBeSilent = ['recommended', 'strict'].every(
    (preset) => strongest(presetActions(rule, preset === 'strict' ? preset : 'recommended').values()) !== 'off',
  );
  const options = [...rule.examples.good, ...rule.examples.bad].flatMap((example) =>
    example.options === undefined ? [] : [example.options],
  );
  return fc.record(
    {
      action: fc.constantFrom('deny', 'warn', 'audit', 'off'),
      match: selector,
      exclude: selector,
      ...(options.length === 0 ? {} : { options: fc.constantFrom(...options) }),
    },
    {
      requiredKeys: [
        ...(mayBeSilent ? [] : (['action'] as const)),
        ...(rule.options.safeParse({}).success ? [] : ['options' as const]),
      ],
    },
  );
}

const spec = fc.record(
  {
    preset: fc.constantFrom('recommended', 'strict'),
    enforcement: fc.constantFrom('deny', 'warn', 'audit'),
    undecided: fc.constantFrom('allow', 'retry', 'deny'),
    networks: fc.constant(NETWORKS),
    match: selector,
    exclude: selector,
    writers: fc.record(
      {
        controllers: fc.constantFrom([], ['me']),
        trusted: fc.constant([
          { user: 'op', managedBy: 'op', namespaces: ['shop-*'], rules: { hints: 'off', zone: 'warn' } },
        ]),
      },
      { requiredKeys: [] },
    ),
    rules: fc.record(
      Object.fromEntries(
        RULES.map((rule) => [
          rule.id,
          fc.oneof(instance(rule), fc.array(instance(rule), { minLength: 1, maxLength: 3 })),
        ]),
      ),
      { requiredKeys: ['allowed-address'] },
    ),
  },
  { requiredKeys: ['networks', 'rules'] },
);

describe('what policy show prints', () => {
  it('loads again as the same policy, for any policy', () => {
    const load = (text: string) =>
      loadEach([{ file: 'p', text }], { rules: RULES, sha256 }).map(({ compiled }) => compiled);
    fc.assert(
      fc.property(spec, (generated) => {
        const document = {
          apiVersion: 'sliceward.dev/v1alpha1',
          kind: 'SlicePolicy',
          metadata: { name: 'any' },
          spec: generated,
        };
        const first = load(JSON.stringify(document));
        const shown = showYaml(first, RULES);
        const second = load(shown);
        expect(second.map(({ policy }) => policy.digest)).toEqual(first.map(({ policy }) => policy.digest));
        expect(second.flatMap(({ instances }) => instances.map(({ rule, actions }) => [rule.id, ...actions]))).toEqual(
          first.flatMap(({ instances }) => instances.map(({ rule, actions }) => [rule.id, ...actions])),
        );
        expect(loadYaml(showYaml(second, RULES))).toEqual(loadYaml(shown));
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  it('has another digest when anything else happens', () => {
    const digest = (line: string) =>
      loadPolicies([{ file: 'p', text: `${HEAD}  preset: recommended\n  ${line}\n` }], { rules: RULES, sha256 })
        .policies[0]?.digest;
    const lines = [
      'undecided: allow',
      'undecided: retry',
      'enforcement: warn',
      'match: {namespaces: {exclude: []}}',
      'exclude: {writers: {users: [jane]}}',
      'networks: {pods: [10.0.0.0/8]}',
      'writers: {controllers: []}',
      'writers: {trusted: [{user: a, managedBy: b, rules: {}}]}',
      'rules: {endpoint-limit: {action: deny}}',
      'rules: {endpoint-limit: {options: {max: 7}}}',
      'rules: {endpoint-limit: {match: {operations: [CREATE]}}}',
    ];
    expect(new Set(lines.map(digest)).size).toBe(lines.length);
    expect(digest('rules: {endpoint-limit: {action: warn, options: {max: 100}}}')).toBe(digest('undecided: allow'));
  });
});

const SLICE = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
ports: [{name: http, port: 70000}]
`;

/** A test of one case over a policy with two rules. */
function policyTest(...lines: readonly string[]): string {
  write('slice.yaml', SLICE);
  write('policy.yaml', `${HEAD}  rules: {port-number: {action: deny}, managed-by: {action: warn}}\n`);
  const body = lines.map((line) => `    ${line}\n`).join('');
  return `apiVersion: sliceward.dev/v1alpha1\nkind: PolicyTest\npolicy: policy.yaml\ncases:\n  - name: one\n    manifest: slice.yaml\n${body}`;
}

/** What is printed, without the folder and the sum, and the exit code. */
async function test(...lines: readonly string[]): Promise<[string[], number | undefined]> {
  const io = await run(['test', write('one.test.yaml', policyTest(...lines))]);
  return [io.written().replaceAll(`${folder}/`, '').split('\n').slice(0, -2), io.exitCode()];
}

const PORT = 'deny port-number/out-of-range ports[0].port: port 70000 is out of range';

describe('policy test', () => {
  it('passes what is as expected', async () => {
    expect(await test('expect: {allowed: false, findings: [{rule: port-number}], undecided: [managed-by]}')).toEqual([
      [],
      0,
    ]);
    expect(
      await test(
        'writer: {user: jane}',
        'expect: {allowed: false, exact: true, findings: [{rule: port-number}, {rule: managed-by}]}',
      ),
    ).toEqual([[], 0]);
  });

  it('shows a wrong verdict, with the findings that led to it', async () => {
    const [lines, code] = await test('expect: {allowed: true}');
    expect(lines).toEqual([
      'one.test.yaml:5:5: failed: one',
      '  - allowed',
      '  + denied',
      expect.stringContaining(`    ${PORT}`),
    ]);
    expect(code).toBe(1);
  });

  it('shows what is missing by every part of an expectation', async () => {
    const parts = [
      'rule: managed-by',
      'rule: port-number, id: absent',
      'rule: port-number, action: warn',
      'rule: port-number, capped: enforcement',
      'rule: port-number, field: ports',
    ];
    for (const part of parts) {
      const [lines, code] = await test(`expect: {allowed: false, findings: [{${part}}]}`);
      expect(lines).toEqual([
        'one.test.yaml:5:5: failed: one',
        '    denied',
        expect.stringMatching(/^ {2}- .*(managed-by|port-number)/),
        expect.stringContaining(PORT),
      ]);
      expect(code).toBe(1);
    }
  });

  it('shows what is more than expected where the case is exact', async () => {
    expect(await test('expect: {allowed: false, exact: true}')).toEqual([
      ['one.test.yaml:5:5: failed: one', '    denied', expect.stringContaining(`  + ${PORT}`)],
      1,
    ]);
  });

  it('shows which rules could not decide', async () => {
    const [lines] = await test('expect: {allowed: false, undecided: []}');
    expect(lines.slice(-2)).toEqual(['  - undecided: none', '  + undecided: managed-by']);
  });

  it('judges an update where the stored object is given', async () => {
    const capped = 'findings: [{rule: port-number, action: warn, capped: shrinking}]';
    expect(await test('old: slice.yaml', `expect: {allowed: true, ${capped}}`)).toEqual([[], 0]);
    expect(await test('old: slice.yaml', 'operation: CREATE', 'expect: {allowed: false}')).toEqual([[], 0]);
    expect(await test('operation: DELETE', 'expect: {allowed: true, exact: true}')).toEqual([[], 0]);
  });

  it('takes objects and policies that are written in the test', async () => {
    const manifest = `manifest: ${JSON.stringify(loadYaml(SLICE))}`;
    const policy =
      'policy: {apiVersion: sliceward.dev/v1alpha1, kind: SlicePolicy, metadata: {name: other}, spec: {rules: {service-name: {action: deny}}}}';
    const text = policyTest(policy, 'expect: {allowed: true}').replace('manifest: slice.yaml', manifest);
    expect((await run(['test', write('inline.test.yaml', text)])).exitCode()).toBe(0);
  });

  it('judges an object that is written in the test as it is written there', async () => {
    const odd = `{"__proto__": {"a": 1}, ${JSON.stringify(loadYaml(SLICE)).slice(1)}`;
    const policy =
      'policy: {apiVersion: sliceward.dev/v1alpha1, kind: SlicePolicy, metadata: {name: x}, spec: {rules: {unknown-field: {action: deny}}}}';
    const expected = 'expect: {allowed: false, exact: true, findings: [{rule: unknown-field, field: __proto__}]}';
    const inline = policyTest(policy, expected).replace('manifest: slice.yaml', `manifest: ${odd}`);
    expect((await run(['test', write('odd.test.yaml', inline)])).written()).toBe('1 case: 1 passed, 0 failed\n');
    write('odd.json', odd);
    const file = policyTest(policy, expected).replace('manifest: slice.yaml', 'manifest: odd.json');
    expect((await run(['test', write('odd.test.yaml', file)])).written()).toBe('1 case: 1 passed, 0 failed\n');
  });

  it('judges by --policy where a test names none, and by the preset without', async () => {
    const file = write('none.test.yaml', policyTest('expect: {allowed: true}').replace('policy: policy.yaml\n', ''));
    expect((await run(['test', file])).exitCode()).toBe(1);
    const lenient = write('lenient.yaml', `${HEAD}  preset: recommended\n  enforcement: warn\n`);
    expect((await run(['test', file, '--policy', lenient])).exitCode()).toBe(0);
  });

  it('reports what cannot be read or judged, with its place', async () => {
    expect(await test('policy: gone.yaml', 'old: {apiVersion: v1, kind: Pod}', 'expect: {allowed: true}')).toEqual([
      [
        expect.stringMatching(/^one\.test\.yaml:7:13: problem: policy: policy gone\.yaml cannot be read: ENOENT/),
        'one.test.yaml:8:10: problem: old: holds no EndpointSlice',
      ],
      2,
    ]);
    const inline =
      'policy: {apiVersion: sliceward.dev/v1alpha1, kind: SlicePolicy, metadata: {name: x}, spec: {rules: {zne: {action: deny}}}}';
    expect((await test(inline, 'expect: {allowed: true}'))[0]).toEqual([
      'one.test.yaml:7:13: problem: policy: spec.rules.zne: unknown rule "zne"; did you mean "zone"?',
    ]);
  });

  it.each([
    ['expct: {}', 'one.test.yaml:7:5: problem: cases.0.expct: unknown field "expct"; did you mean "expect"?'],
    [
      'expect: {allowed: true, findings: [{rule: zne}]}',
      'one.test.yaml:7:47: problem: cases.0.expect.findings.0.rule: unknown rule "zne"; did you mean "zone"?',
    ],
    [
      'expect: {allowed: true, undecided: [zne]}',
      'one.test.yaml:7:41: problem: cases.0.expect.undecided.0: unknown rule "zne"; did you mean "zone"?',
    ],
    [
      'expect: {allowed: true, findings: [{rule: port-number, id: abset}]}',
      'one.test.yaml:7:64: problem: cases.0.expect.findings.0.id: unknown message of port-number "abset"; did you mean "absent"?',
    ],
    ['expect: {allowed: true, allowed: false}', 'one.test.yaml:7:29: problem: cases.0.expect.allowed: duplicate key'],
    [
      '"__proto__": {}',
      'one.test.yaml:7:5: problem: cases.0.__proto__: unknown name "__proto__"; no field has this name; remove it',
    ],
    [
      'expect: {allowed: true, "__proto__": 1}',
      'one.test.yaml:7:29: problem: cases.0.expect.__proto__: unknown name "__proto__"; no field has this name; remove it',
    ],
    [
      'policy: {apiVersion: sliceward.dev/v1alpha1, kind: SlicePolicy, metadata: {name: x}, spec: {rules: {__proto__: {action: deny}}}}',
      'one.test.yaml:7:105: problem: cases.0.policy.spec.rules.__proto__: unknown name "__proto__"; no field has this name; remove it',
    ],
  ])('reports a mistake in the test: %s', async (line, message) => {
    const [lines, code] = await test(line);
    expect(lines).toContain(message);
    expect(code).toBe(2);
  });

  it('passes manifests and policies by, and says when there are no tests', async () => {
    write('others/slice.yaml', SLICE);
    write('others/policy.yaml', `${HEAD}  preset: strict\n`);
    const io = await run(['test', join(folder, 'others')]);
    expect([io.errors(), io.exitCode()]).toEqual([
      'sliceward: no PolicyTest found: give files, or folders that hold some\n',
      2,
    ]);
    write('others/typo.yaml', 'apiVersion: sliceward.dev/v1alpha1\nkind: PolicyTst\n');
    expect((await run(['test', join(folder, 'others')])).written()).toContain(
      'typo.yaml:2:7: problem: kind: must be "PolicyTest"',
    );
  });

  it('prints JSON', async () => {
    const file = write('json.test.yaml', policyTest('expect: {allowed: true, findings: [{rule: managed-by}]}'));
    expect(JSON.parse((await run(['test', '-o', 'json', file])).written())).toMatchObject({
      kind: 'PolicyTestReport',
      cases: [
        {
          file,
          line: 5,
          column: 5,
          name: 'one',
          passed: false,
          allowed: false,
          missing: [{ rule: 'managed-by' }],
          undecided: ['managed-by'],
        },
      ],
      problems: [],
      summary: { cases: 1, passed: 0, failed: 1, problems: 0 },
    });
  });
});
