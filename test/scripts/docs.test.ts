// The generated files in the repository are the ones the source generates, and the generator notices when they are not.
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drift, generatedFiles, writeFiles } from '../../scripts/docs.ts';
import { ENVIRONMENT } from '../../scripts/reference/environment.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const generated = await generatedFiles();

function validator(path: string): (value: unknown) => boolean {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(generated.get(path) ?? ''));
  return (value) => validate(value);
}

describe('the repository', () => {
  it('has no generated file that drifts (npm run docs)', async () => {
    expect([...(await drift(ROOT)).keys()]).toEqual([]);
  });

  it.for([...generated.keys()].filter((path) => path.startsWith('schema/')))(
    'has a schema that compiles: %s',
    (path) => {
      expect(validator(path)).toBeTypeOf('function');
    },
  );

  it('has examples that its schemas accept', () => {
    const isPolicy = validator('schema/slicepolicy.json');
    const isTest = validator('schema/policytest.json');
    const files = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^(policies|tests)\/.*\.yaml$/.test(name),
    );
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const isValid = file.startsWith('policies/') ? isPolicy : isTest;
      const value = load(readFileSync(join(ROOT, 'examples', file), 'utf8'));
      expect([file, isValid(value)]).toEqual([file, true]);
      expect([file, isValid({ ...Object(value), polcy: 1 })]).toEqual([file, false]);
    }
  });
});

describe('the command line page', () => {
  const page = generated.get('docs/reference/cli.md') ?? '';

  it('tells every environment variable that the source reads', () => {
    const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
      .join('\n');
    const read = new Set([...source.matchAll(/\benv\['(\w+)'\]/g)].map(([, name]) => name));
    expect(new Set(ENVIRONMENT.map(([name]) => name))).toEqual(read);
    for (const name of read) expect(page).toContain(`| \`${name}\` |`);
  });

  it('tells every command, flag and default', () => {
    for (const line of [
      '## sliceward policy lint',
      '## sliceward certs dev',
      '| `--fail-on <action>` | `deny` |',
      '| `--port <port>` | `9443` |',
      '| `SLICEWARD_TLS_CERT` |',
    ])
      expect(page).toContain(line);
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

  it('writes everything into an empty folder, and nothing the second time', async () => {
    expect(await writeFiles(root)).toEqual([...generated.keys()].toSorted());
    expect([...(await drift(root)).keys()]).toEqual([]);
    expect(await writeFiles(root)).toEqual([]);
  });

  it('names what is changed, missing and left over, and mends it', async () => {
    await writeFiles(root);
    appendFileSync(join(root, 'docs/rules/README.md'), 'a hand-written line\n');
    unlinkSync(join(root, 'docs/rules/managed-by.md'));
    writeFileSync(join(root, 'docs/rules/old-rule.md'), '');
    const page = (text: string): string =>
      `Words.\n\n<!-- printed by: --version -->\n\`\`\`text\n${text}\`\`\`\n\nMore words.\n`;
    writeFileSync(join(root, 'docs/page.md'), page('0.0.0\n'));
    expect([...(await drift(root)).keys()]).toEqual([
      'docs/page.md',
      'docs/rules/README.md',
      'docs/rules/managed-by.md',
      'docs/rules/old-rule.md',
    ]);
    await writeFiles(root);
    expect([...(await drift(root)).keys()]).toEqual([]);
    expect(existsSync(join(root, 'docs/rules/old-rule.md'))).toBe(false);
    expect(readFileSync(join(root, 'docs/page.md'), 'utf8')).toMatch(
      /^Words\.\n\n<!-- printed by: --version -->\n```text\n\d+\.\d+\.\d+\n```\n\nMore words\.\n$/,
    );
  });
});
