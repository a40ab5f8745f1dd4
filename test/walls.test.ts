// Imports run one way (docs/decisions.md): this walks every import of src/, so that a lint override cannot quietly open a wall.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../src');

/** What the files of each folder may import of ours; `policy/rule.ts` is the rule contract alone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: ['model'],
  yaml: ['yaml', 'model'],
  policy: ['policy', 'model', 'yaml'],
  rules: ['rules', 'model', 'policy/rule.ts'],
  report: ['report', 'policy', 'model'],
  manifests: ['manifests', 'policy', 'model', 'yaml'],
  certs: ['certs', 'policy', 'model'],
  admission: ['admission', 'policy', 'model'],
  cluster: ['cluster', 'policy', 'model'],
  audit: ['audit', 'cluster', 'policy', 'model'],
  commands: ['commands', 'admission', 'audit', 'cluster', 'manifests', 'certs', 'report', 'rules', 'policy', 'model', 'yaml'],
  'cli.ts': ['commands'],
  'index.ts': ['rules', 'policy', 'model'],
};

const PURE = new Set(['model', 'yaml', 'policy', 'rules', 'report']);
const IMPURE_GLOBALS = /\b(?:process\.|console\.|Math\.random\(|Date\.now\(|new Date\(|setTimeout\(|setInterval\(|fetch\(|performance\.)/;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, folder: name.split('/')[0] ?? name, text: readFileSync(join(SRC, name), 'utf8') }));

function imports(text: string): string[] {
  const pattern = /(?:from|import)\s*\(?\s*'([^']+)'/g;
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

function ownTarget(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(relative(SRC, join(SRC, dirname(from), specifier)));
}

describe.each(files)('$name', ({ name, folder, text }) => {
  it('imports only what its folder may', () => {
    const allowed = MAY_IMPORT[folder];
    expect(allowed, `src/${folder} is not in the house: say in this test what it may import`).toBeDefined();
    const targets = imports(text).flatMap((specifier) => ownTarget(name, specifier) ?? []);
    const beyond = targets.filter(
      (target) => !target.startsWith('..') && !(allowed ?? []).some((place) => target === place || target.startsWith(`${place}/`)),
    );
    expect(beyond).toEqual([]);
  });

  it('reads no clock, file, environment or randomness if its folder is pure', () => {
    if (!PURE.has(folder)) return;
    expect(imports(text).filter((specifier) => specifier.startsWith('node:'))).toEqual([]);
    const code = text.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
    expect(code).not.toMatch(IMPURE_GLOBALS);
  });

  it('is at most 350 lines', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(351);
  });

  it('casts nothing at a boundary', () => {
    expect(text).not.toMatch(/\bas any\b|\bas unknown as\b|@ts-(?:ignore|nocheck|expect-error)/);
  });
});

describe('the process', () => {
  it('is touched by cli.ts and its Io alone', () => {
    const touching = files
      .filter(({ text }) => /\bprocess\.(?:exit|env|argv|stdin|stdout|stderr|on|kill)\b/.test(text))
      .map(({ name }) => name);
    expect(touching).toEqual(['cli.ts']);
  });
});
