// Words of a private English, which readers of another language do not know: what to write instead (CONTRIBUTING.md, "Plain English").
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PLACES = [
  'src',
  'docs',
  'examples',
  'scripts',
  'certs/README.md',
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];

const WORDS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bmend(?:s|ed|ing|able)?\b/i, 'fix'],
  [/\bdial(?:s|led|ling)?\b/i, 'enforcement'],
  [/\bbears?\b|\bbearing\b/i, 'has, carries'],
  [/\btells?\b|\btelling\b|\b(?:un)?told\b/i, 'report, print, log, show, say'],
  [/\b(?:whoever|somebody|anybody|nobody)\b/i, 'the writer, a client, anyone who, no one'],
  [/\beased?\b|\beas(?:es|ing)\b/i, 'relax'],
  [/\bstands?\b/i, 'is, appears; twice: duplicate'],
  [/\b(?:he|him|his)\b/i, 'they, the writer'],
  [/\bbut for\b/i, 'unless, except'],
  [/\b(?:left|leaves?|leaving) (?:it |this |them )?out\b/i, 'not set, missing, omit, skip'],
  [/\blets? (?:him |them )?off\b/i, 'exempt'],
  [/\bthe past\b/i, 'the old object, the stored object'],
];

/** Where such a word is the right one. */
const ALLOWED: readonly (readonly [context: RegExp, reason: string])[] = [
  [/\bstands? for\b/i, 'means'],
  [/"bearer"|\bbearer\b/i, 'a kind of token'],
  [/name: 'nobody'/, 'a user of a kubeconfig without one'],
];

/** Tables of words to avoid and of names that were replaced. */
const TABLES: ReadonlySet<string> = new Set(['CONTRIBUTING.md', 'docs/decisions/layout.md', 'CHANGELOG.md']);
const TABLE_ROW = /^\s*\||→/;

function filesIn(place: string): readonly string[] {
  const path = join(ROOT, place);
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|md|ya?ml|json)$/.test(name))
    .map((name) => join(path, name));
}

function offences(path: string): readonly string[] {
  const name = relative(ROOT, path);
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (TABLES.has(name) && TABLE_ROW.test(line)) return [];
    // Names are read word by word.
    const words = line.replaceAll(/([a-z])([A-Z])/g, '$1 $2');
    const plain = ALLOWED.reduce((text, [context]) => text.replaceAll(new RegExp(context, 'gi'), ''), words);
    return WORDS.flatMap(([pattern, instead]) => {
      const found = pattern.exec(plain);
      return found === null ? [] : [`${name}:${index + 1}: "${found[0]}": write ${instead}`];
    });
  });
}

describe.each(PLACES)('%s', (place) => {
  it('uses the words of the field', () => {
    expect(filesIn(place).flatMap(offences)).toEqual([]);
  });
});

describe('comments of src', () => {
  it('cite no document that is not in the repository', () => {
    const cited = /(?:^\s*(?:\/\/|\/?\*)|\/\/).*\b(?:design: |facts\/|reviews\/|rules\.md|section \d)/m;
    const citing = filesIn('src').filter((path) => cited.test(readFileSync(path, 'utf8')));
    expect(citing.map((path) => relative(ROOT, path))).toEqual([]);
  });
});
