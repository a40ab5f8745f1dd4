// What hand-written pages show is so: outputs are printed, policies load, commands and flags exist, links lead somewhere.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { generatedFiles, handWrittenPages } from '../../scripts/docs.ts';
import { capturing, printedBlocks, printedBy } from '../../scripts/printed.ts';
import { commandTree } from '../../src/commands/run.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { lintPolicies } from '../../src/policy/lint/lint.ts';
import { policyTestSchema } from '../../src/policy/test/document.ts';
import { RULES } from '../../src/rules/index.ts';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = handWrittenPages(ROOT).map((page) => ({ page, text: readFileSync(join(ROOT, page), 'utf8') }));
const generated = await generatedFiles();
const commands = await commandTree(capturing().io);

/** Every match in every page, with its page. */
function inPages(pattern: RegExp, among = pages): { page: string; found: string }[] {
  return among.flatMap(({ page, text }) => [...text.matchAll(pattern)].map(([, found = '']) => ({ page, found })));
}

describe('outputs', () => {
  const blocks = pages.flatMap(({ page, text }) => printedBlocks(text).map((block) => ({ page, ...block })));

  it('are shown in several pages', () => {
    expect(new Set(blocks.map(({ page }) => page)).size).toBeGreaterThan(3);
  });

  it.each(blocks)('$page shows what $command prints (to mend it: npm run docs)', async ({ command, text }) => {
    expect(text).not.toBe('');
    expect(await printedBy(command)).toBe(text);
  });
});

describe('policies and tests', () => {
  const blocks = inPages(/```yaml\n([^]*?)```/g).filter(({ found }) => /^apiVersion: sliceward/m.test(found));
  const policies = blocks.filter(({ found }) => /^kind: SlicePolicy/m.test(found));

  it.each(policies)('$page shows a policy that loads and that lint has nothing to say of', ({ page, found }) => {
    expect(
      lintPolicies([{ file: page, text: found }], { rules: RULES, sha256 }).notes.filter(
        ({ level }) => level === 'warning',
      ),
    ).toEqual([]);
  });

  it.each(blocks.filter((block) => !policies.includes(block)))('$page shows a test that can be read', ({ found }) => {
    const [document] = readDocuments(found);
    expect(document !== undefined && !isProblem(document) && policyTestSchema.safeParse(document.value).success).toBe(
      true,
    );
  });
});

describe('commands', () => {
  const lines = inPages(/```(?:sh|console)\n([^]*?)```/g).flatMap(({ page, found }) =>
    [...found.replaceAll(/\s#.*$/gm, '').matchAll(/(?:^|[|&(;$] ?)sliceward ([a-z][^|&;)\n]*)/gm)].map(
      ([, line = '']) => ({
        page,
        line: line.trim(),
      }),
    ),
  );

  it('are shown in several pages', () => {
    expect(new Set(lines.map(({ page }) => page)).size).toBeGreaterThan(4);
  });

  it.each(lines)('$page: sliceward $line', ({ line }) => {
    const words = line.split(/\s+/);
    const command = descend(commands, words);
    expect(command, `no command ${words[0]}`).toBeDefined();
    const known = command?.options.flatMap(({ short, long }) => [short, long]) ?? [];
    const flags = words.filter((word) => /^--?[a-z]/.test(word));
    expect(known).toEqual(expect.arrayContaining(flags));
  });

  it.each(
    lines.flatMap(({ page, line }) => [...line.matchAll(/\bexamples\/[\w./-]+/g)].map(([path]) => ({ page, path }))),
  )('$page: $path is there', ({ path }) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });
});

function descend(among: readonly Command[], words: readonly string[]): Command | undefined {
  const [name, ...rest] = words;
  const found = among.find((command) => command.name().replace(/^sliceward /, '') === name);
  return found === undefined || found.commands.length === 0 ? found : descend(found.commands, rest);
}

describe('links', () => {
  const all = [...pages, ...[...generated].flatMap(([page, text]) => (page.endsWith('.md') ? [{ page, text }] : []))];

  it.each(inPages(/\]\((?!https?:)([^)\s]+)\)/g, all))('$page: $found leads somewhere', ({ page, found }) => {
    const [path = '', anchor] = found.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    expect(generated.has(target) || existsSync(join(ROOT, target)), `${target} does not exist`).toBe(true);
    const known =
      anchor === undefined ? [] : anchors(generated.get(target) ?? readFileSync(join(ROOT, target), 'utf8'));
    expect(known).toEqual(expect.arrayContaining(anchor === undefined ? [] : [anchor]));
  });
});

/** The anchors of headings, as GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
