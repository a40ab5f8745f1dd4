// `sliceward policy show`, run as the command line runs it.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { presetActions } from '../../../src/policy/load/presets.ts';
import { strongest } from '../../../src/policy/policy-set.ts';
import { RULES } from '../../../src/rules/index.ts';
import { HEAD, run } from './run-policy.ts';

describe('policy show', () => {
  it('prints the preset without a file, and the same again when that is its input', async () => {
    for (const preset of ['recommended', 'strict'] as const) {
      const shown = await run(['show', '--preset', preset]);
      expect((await run(['show', '-'], shown.written())).written()).toBe(shown.written());
      const [policy] = loadPolicies([], { rules: RULES, sha256, preset }).policies;
      expect(shown.written()).toContain(`# ${policy?.digest}\n`);
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
