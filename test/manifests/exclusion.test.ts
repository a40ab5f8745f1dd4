import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { excludeNothing, Exclusion, IGNORE_FILE } from '../../src/manifests/exclusion.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'sliceward-exclusion-'));
  mkdirSync(join(top, 'a/b'), { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true }));

function ignoreFile(folder: string, text: string): void {
  writeFileSync(join(top, folder, IGNORE_FILE), text);
}

function excludes(path: string, patterns: readonly string[] = [], readsIgnoreFiles = true): boolean {
  const exclusion = new Exclusion({ patterns, readsIgnoreFiles, workingFolder: top });
  const found = exclusion.at(join(top, path))?.excludes(join(top, path), false) !== false;
  expect(exclusion.count).toBe(found ? 1 : 0);
  return found;
}

describe('Exclusion', () => {
  it('asks the command line first, then the nearest ignore file', () => {
    ignoreFile('', '*.yaml\n');
    ignoreFile('a/b', '!web.yaml\n');
    expect(excludes('a/web.yaml')).toBe(true);
    expect(excludes('a/b/web.yaml')).toBe(false);
    expect(excludes('a/b/web.yaml', ['web.yaml'])).toBe(true);
    expect(excludes('a/web.yaml', ['!web.yaml'])).toBe(false);
    expect(excludes('a/web.yaml', [], false)).toBe(false);
  });
  it('excludes whatever is in an excluded folder', () => {
    ignoreFile('', 'a/\n');
    ignoreFile('a/b', '!web.yaml\n');
    expect(excludes('a/b/web.yaml')).toBe(true);
  });
  it('relates the patterns of an ignore file to its folder', () => {
    ignoreFile('a', '/web.yaml\n');
    expect([excludes('a/web.yaml'), excludes('a/b/web.yaml'), excludes('web.yaml')]).toEqual([true, false, false]);
  });
  it('reads no half pattern at the limit of an ignore file', () => {
    const comment = `${'#'.repeat(64 * 1024 - 'web.yaml'.length - 1)}\n`;
    ignoreFile('', `${comment}web.yaml.in\n`);
    expect(excludes('web.yaml')).toBe(false);
  });
  it('throws what reading an ignore file throws', () => {
    mkdirSync(join(top, 'a', IGNORE_FILE));
    expect(() => excludes('a/web.yaml')).toThrow(/EISDIR/);
  });
  it('may exclude nothing', () => {
    ignoreFile('', '*\n');
    expect(excludeNothing().at(join(top, 'web.yaml'))?.excludes(join(top, 'web.yaml'), false)).toBe(false);
  });
});
