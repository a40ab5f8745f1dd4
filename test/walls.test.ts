// Imports run one way (docs/decisions/layout.md): this walks every import of src/, so that a lint override cannot quietly open a wall.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAY_IMPORT, PURE } from '../walls.ts';

const SRC = join(import.meta.dirname, '../src');

const IMPURE_GLOBALS =
  /\b(?:process\.|console\.|Math\.random\(|Date\.now\(|new Date\(|setTimeout\(|setInterval\(|fetch\(|performance\.)/;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, folder: name.split('/')[0] ?? name, text: readFileSync(join(SRC, name), 'utf8') }));

/** The two files at the top beside the folders. */
const TOP: Readonly<Record<string, readonly string[]>> = {
  'cli.ts': ['commands'],
  'index.ts': ['rules', 'policy', 'view', 'model'],
};

function mayImport(folder: string): readonly string[] | undefined {
  return MAY_IMPORT[folder] ?? TOP[folder];
}

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
    const allowed = mayImport(folder);
    expect(allowed, `src/${folder} is not in the house: say in walls.ts what it may import`).toBeDefined();
    const targets = imports(text).flatMap((specifier) => ownTarget(name, specifier) ?? []);
    const beyond = targets.filter(
      (target) =>
        !target.startsWith('..') &&
        ![folder, ...(allowed ?? [])].some((place) => target === place || target.startsWith(`${place}/`)),
    );
    expect(beyond).toEqual([]);
  });

  it('reads no clock, file, environment or randomness if its folder is pure', () => {
    if (!PURE.some((place) => name.startsWith(`${place}/`))) return;
    expect(imports(text).filter((specifier) => specifier.startsWith('node:'))).toEqual([]);
    const code = text.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
    expect(code).not.toMatch(IMPURE_GLOBALS);
  });

  it('imports only itself if it is a pure folder in one that is not', () => {
    const inner = PURE.find((place) => place.includes('/') && name.startsWith(`${place}/`));
    if (inner === undefined) return;
    const targets = imports(text).map((specifier) => ownTarget(name, specifier) ?? specifier);
    expect(targets.filter((target) => !target.startsWith(`${inner}/`))).toEqual([]);
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
