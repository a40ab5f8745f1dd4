// A policy after preset, defaults and overrides.
import { describe, expect, it } from 'vitest';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { HEAD, OPTIONS } from './support.ts';

describe('a policy', () => {
  it('has a digest of its effective text, not its layout', () => {
    const digest = (spec: string) => loadPolicies([{ file: 'p', text: HEAD + spec }], OPTIONS).policies[0]?.digest;
    const one = digest('  preset: recommended\n  enforcement: warn\n');
    expect(digest('  enforcement: "warn"\n  preset: recommended # or strict\n')).toBe(one);
    expect(digest('  enforcement: audit\n  preset: recommended\n')).not.toBe(one);
  });
});
