import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/commands/sha256.ts';
import { UserError } from '../../../src/model/problem.ts';
import { reloadPolicies, type PolicyFile, type ReloadedPolicies } from '../../../src/policy/load/reload.ts';
import { RULES } from '../../../src/rules/index.ts';

const OPTIONS = { rules: RULES, sha256 };

/** `version` is visible in the loaded policy; `broken` has a readable name. */
function policy(name: string, version: number | 'broken'): string {
  const rules =
    version === 'broken'
      ? '{no-such-rule: {action: deny}}'
      : `{endpoint-limit: {action: deny, options: {max: ${version}}}}`;
  return `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: ${name}}\nspec: {rules: ${rules}}\n`;
}

const file = (name: string, ...documents: readonly string[]): PolicyFile => ({
  file: name,
  text: documents.join('---\n'),
});

function running({ documents }: ReloadedPolicies): readonly string[] {
  return documents.map(({ file: name, compiled: { policy: one } }) => `${name} ${one.name} ${one.digest}`);
}

/** What runs when exactly these are loaded at the start. */
function fresh(...files: readonly PolicyFile[]): readonly string[] {
  return running(reloadPolicies(files, OPTIONS).policies);
}

describe('a reload', () => {
  it('keeps the last good version of a broken document and replaces the others', () => {
    const first = reloadPolicies([file('a', policy('one', 1), policy('two', 1))], OPTIONS).policies;
    const { policies, problem } = reloadPolicies(
      [file('a', policy('one', 'broken'), policy('two', 2))],
      OPTIONS,
      first,
    );
    expect(running(policies)).toEqual(fresh(file('a', policy('one', 1), policy('two', 2))));
    expect(problem?.message).toMatch(/^a:4:\d+: .*\na: policy "one" keeps its last good version$/);
  });

  it('keeps all documents of a file that cannot be read or is empty', () => {
    const first = reloadPolicies([file('a', policy('one', 1)), file('b', policy('two', 1))], OPTIONS).policies;
    for (const broken of [{ file: 'a', error: new Error('cannot read a') }, file('a')]) {
      const { policies, problem } = reloadPolicies([broken, file('b', policy('two', 2))], OPTIONS, first);
      expect(running(policies)).toEqual(fresh(file('a', policy('one', 1)), file('b', policy('two', 2))));
      expect(problem?.message).toContain('policy "one" keeps its last good version');
    }
  });

  it('keeps what was at the place of a document whose name cannot be read', () => {
    const first = reloadPolicies([file('a', policy('one', 1), policy('two', 1))], OPTIONS).policies;
    const { policies } = reloadPolicies([file('a', 'kind: [\n', policy('two', 2))], OPTIONS, first);
    expect(running(policies)).toEqual(fresh(file('a', policy('one', 1), policy('two', 2))));
  });

  it('keeps what was at the place of a document that gets another name and breaks in one edit', () => {
    const first = reloadPolicies([file('a', policy('one', 1), policy('two', 1))], OPTIONS).policies;
    const { policies } = reloadPolicies([file('a', policy('other', 'broken'), policy('two', 2))], OPTIONS, first);
    expect(running(policies).toSorted()).toEqual(fresh(file('a', policy('one', 1), policy('two', 2))).toSorted());
  });

  it('does not use a broken document that never was good', () => {
    const first = reloadPolicies([file('a', policy('one', 1))], OPTIONS).policies;
    const { policies, problem } = reloadPolicies(
      [file('a', policy('one', 2), policy('new', 'broken'))],
      OPTIONS,
      first,
    );
    expect(running(policies)).toEqual(fresh(file('a', policy('one', 2))));
    expect(problem?.message).toContain('a: document 2 has no good version to keep; it is not used');
  });

  it('is refused as a whole if nothing would change, or no policy would be left', () => {
    const first = reloadPolicies([file('a', policy('one', 1))], OPTIONS).policies;
    for (const text of [policy('one', 'broken'), policy('other', 'broken')])
      expect(() => reloadPolicies([file('a', text)], OPTIONS, first)).toThrow(UserError);
  });
});

describe('the start', () => {
  it('needs every document', () => {
    const bad = file('a', policy('one', 1), policy('two', 'broken'));
    expect(() => reloadPolicies([bad], OPTIONS)).toThrow(UserError);
    expect(() => reloadPolicies([bad], OPTIONS)).toThrow(/^a:9:\d+: /);
    expect(() => reloadPolicies([{ file: 'a', error: new Error('cannot read a') }], OPTIONS)).toThrow('cannot read a');
  });

  it('runs the preset without files', () => {
    expect(reloadPolicies([], OPTIONS).policies.policies.map(({ name }) => name)).toEqual(['recommended']);
  });
});

const edit = fc.record({
  name: fc.constantFrom('one', 'two', 'three'),
  to: fc.constantFrom(1, 2, 3, 'broken' as const, 'removed' as const),
});

// `keep` is always there and good, so that no reload is refused for leaving nothing.
it('runs the newest good version of each present document, whatever the edits', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
      const written = new Map<string, number | 'broken'>();
      const inUse = new Map<string, number>();
      let current = reloadPolicies([file('a', policy('keep', 1))], OPTIONS).policies;
      for (const { name, to } of edits) {
        if (to === 'removed') written.delete(name);
        else written.set(name, to);
        for (const [one, version] of written) if (version !== 'broken') inUse.set(one, version);
        // A broken document that never was good may be one that is missing, under another name.
        if ([...written.keys()].every((one) => inUse.has(one)))
          for (const one of inUse.keys()) if (!written.has(one)) inUse.delete(one);
        const texts = [...written].map(([one, version]) => policy(one, version));
        try {
          current = reloadPolicies([file('a', policy('keep', 1), ...texts)], OPTIONS, current).policies;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
        const expected = [...inUse].map(([one, version]) => policy(one, version));
        expect(running(current).toSorted()).toEqual(fresh(file('a', policy('keep', 1), ...expected)).toSorted());
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
