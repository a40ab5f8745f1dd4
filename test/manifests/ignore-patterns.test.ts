// Git itself is the oracle: `git check-ignore` in a tree of a few names.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ignorePatterns } from '../../src/manifests/ignore-patterns.ts';

const NAMES = ['a', 'ab', 'b', 'a.b', '[', 'a b', '-', '\\a'];
/** Two levels of folders, with files in each. */
const FOLDERS = NAMES.slice(0, 5).flatMap((one) => [one, ...NAMES.slice(0, 3).map((two) => `${one}/${two}`)]);
const FILES = ['', ...FOLDERS].flatMap((folder) => NAMES.map((name) => join(folder, `${name}f`)));

const piece = fc.constantFrom(
  'a',
  'b',
  'f',
  '.',
  '*',
  '**',
  '?',
  '/',
  '/**/',
  '**/',
  '/*',
  '[ab]',
  '[!a]',
  '[a-b]',
  '\\a',
  '\\*',
  ' ',
  '-',
);
const pattern = fc
  .tuple(
    fc.constantFrom('', '', '!', '#', '/'),
    fc.array(piece, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([start, pieces, end]) => `${start}${pieces.join('')}${end}`)
  // Git documents nothing about two slashes, nor stars that touch other letters and a slash.
  .filter((text) => !/\/\/|[^/]\*\*\/|\*\*\*/.test(text));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sliceward-ignore-'));
  execFileSync('git', ['init', '-q', folder]);
  for (const file of FILES) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function byGit(patterns: readonly string[]): readonly string[] {
  writeFileSync(join(folder, '.git/info/exclude'), `${patterns.join('\n')}\n`);
  try {
    const input = FILES.join('\0');
    const found = execFileSync('git', ['-C', folder, 'check-ignore', '--no-index', '-z', '--stdin'], { input });
    return found
      .toString()
      .split('\0')
      .filter((path) => path !== '');
  } catch (error) {
    // Git's exit code when it ignores nothing.
    if (error instanceof Error && 'status' in error && error.status === 1) return [];
    throw error;
  }
}

/** A file in an excluded folder is excluded. */
function byUs(patterns: readonly string[]): readonly string[] {
  const excludes = ignorePatterns(patterns);
  return FILES.filter((file) => {
    const names = file.split('/');
    return names.some((_, index) => excludes(names.slice(0, index + 1).join('/'), index + 1 < names.length) === true);
  });
}

describe('ignorePatterns', () => {
  it('excludes what git excludes', () => {
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), (patterns) => {
        expect(byUs(patterns)).toEqual(byGit(patterns));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
  it.each([
    ['*.yaml', 'charts/web.yaml', true],
    ['/charts', 'charts', true],
    ['/charts', 'deploy/charts', undefined],
    ['charts/*/templates/', 'charts/web/templates', true],
    ['**/templates', 'a/b/templates', true],
    ['docs/**', 'docs/a/b.yaml', true],
    ['# a comment', '# a comment', undefined],
    ['\\#a', '#a', true],
    ['a\\ ', 'a ', true],
    ['a  ', 'a', true],
    ['a\r', 'a', true],
    ['[a', '[a', undefined],
    ['[b-a]', 'b', true],
    ['[b-a]', 'a', undefined],
    ['[]a]', ']', true],
    ['[[:digit:]x]', '7', true],
    ['[[:none:]]', 'n', undefined],
    ['a[!/]b', 'a/b', undefined],
  ] as const)('%j about %s', (text, path, expected) => {
    expect(ignorePatterns([text])(path, true)).toBe(expected);
  });
  it('lets the last pattern that matches decide', () => {
    const excludes = ignorePatterns(['*.yaml', '!web.yaml']);
    expect([excludes('a.yaml', false), excludes('web.yaml', false)]).toEqual([true, false]);
  });
  it('matches patterns of many stars at once', () => {
    expect(ignorePatterns([`${'*a'.repeat(1000)}b`])('a'.repeat(250), false)).toBeUndefined();
    expect(ignorePatterns([`${'**/a/'.repeat(500)}b`])(`${'a/'.repeat(2000)}c`, false)).toBeUndefined();
  });
});
