// The generated files in the repository are the ones the source generates, and the generator notices when they are not.
import { appendFileSync, existsSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driftingFiles, generatedFiles, writeFiles } from '../../scripts/docs.ts';

describe('the repository', () => {
  it('has no generated file that drifts (npm run docs)', () => {
    expect(driftingFiles(fileURLToPath(new URL('../..', import.meta.url)))).toEqual([]);
  });

  it.for([...generatedFiles()].filter(([path]) => path.startsWith('schema/')))('has a schema that compiles: %s', ([, text]) => {
    expect(new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(text))).toBeTypeOf('function');
  });
});

describe('the generator', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sliceward-docs-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('writes everything into an empty folder, and nothing the second time', () => {
    expect(writeFiles(root)).toEqual([...generatedFiles().keys()].toSorted());
    expect(driftingFiles(root)).toEqual([]);
    expect(writeFiles(root)).toEqual([]);
  });

  it('names what is changed, missing and left over, and mends it', () => {
    writeFiles(root);
    appendFileSync(join(root, 'docs/rules/README.md'), 'a hand-written line\n');
    unlinkSync(join(root, 'docs/rules/managed-by.md'));
    writeFileSync(join(root, 'docs/rules/old-rule.md'), '');
    expect(driftingFiles(root)).toEqual(['docs/rules/README.md', 'docs/rules/managed-by.md', 'docs/rules/old-rule.md']);
    writeFiles(root);
    expect(driftingFiles(root)).toEqual([]);
    expect(existsSync(join(root, 'docs/rules/old-rule.md'))).toBe(false);
  });
});
