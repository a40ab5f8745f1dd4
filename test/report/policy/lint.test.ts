import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LintNote } from '../../../src/policy/lint/lint.ts';
import { ANSI, PLAIN } from '../../../src/report/palette.ts';
import { countOf, lintDocument, lintText } from '../../../src/report/policy/lint.ts';

function note(parts: Partial<LintNote> = {}): LintNote {
  return {
    file: 'policy.yaml',
    line: 6,
    column: 3,
    level: 'warning',
    id: 'empty-exclude',
    path: 'spec.exclude',
    message: 'excludes nothing; remove it',
    ...parts,
  };
}

const HINT = note({ line: 7, level: 'hint', id: 'says-nothing', path: 'spec.match', message: 'matches everything' });

describe('lintText', () => {
  it('has a line for each note and the numbers at the end', () => {
    expect(lintText({ policies: 2, notes: [note(), note({ line: 9 }), HINT] }, PLAIN)).toBe(`\
policy.yaml:6:3: warning empty-exclude spec.exclude: excludes nothing; remove it
policy.yaml:9:3: warning empty-exclude spec.exclude: excludes nothing; remove it
policy.yaml:7:3: hint says-nothing spec.match: matches everything
2 policies: 2 warnings, 1 hint
`);
  });
  it('says that a policy is clean', () => {
    expect(lintText({ policies: 1, notes: [] }, PLAIN)).toBe('1 policy: clean\n');
  });
  it('prints names from the policy in one line', () => {
    const text = lintText({ policies: 1, notes: [note({ path: 'spec.a\nb', message: '\u001b[2J' })] }, PLAIN);
    expect(text).toContain(String.raw`spec.a\u000ab: \u001b[2J` + '\n1 policy: 1 warning, 0 hints\n');
  });
  it('colours a warning and a hint in their own colours, and changes nothing else', () => {
    const lint = { policies: 1, notes: [note(), HINT] };
    const text = lintText(lint, ANSI);
    expect(text).toContain('\u001b[33mwarning empty-exclude\u001b[0m \u001b[1mspec.exclude\u001b[0m');
    expect(text).toContain('\u001b[36mhint says-nothing\u001b[0m');
    expect(stripVTControlCharacters(text)).toBe(lintText(lint, PLAIN));
  });
});

describe('lintDocument', () => {
  it('has the notes and their numbers', () => {
    expect(lintDocument({ policies: 1, notes: [note(), HINT, HINT] })).toEqual({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'PolicyLint',
      notes: [note(), HINT, HINT],
      summary: { policies: 1, warnings: 1, hints: 2 },
    });
  });
  it('cuts a message to 500 characters', () => {
    expect(lintDocument({ policies: 1, notes: [note({ message: 'x'.repeat(600) })] })).toMatchObject({
      notes: [{ message: `${'x'.repeat(499)}…` }],
    });
  });
});

it('countOf counts the notes of a level', () => {
  expect([countOf([note(), HINT, note()], 'warning'), countOf([], 'hint')]).toEqual([2, 0]);
});
