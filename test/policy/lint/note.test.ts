import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LINT_NOTES } from '../../../src/policy/lint/note.ts';

it('lists the notes that the page about policies describes, each with its level', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/policy-authoring.md'), 'utf8');
  const described = (['warning', 'hint'] as const).flatMap((level) => {
    const [, table = ''] = page.split(`| ${level} | what |`);
    const [rows = ''] = table.split('\n\n');
    return [...rows.matchAll(/^\| `([-a-z]+)` \|/gm)].map(([, id]) => [id, level]);
  });
  expect(Object.fromEntries(described)).toEqual(LINT_NOTES);
});
