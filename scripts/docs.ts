// Writes what is generated from the source: docs/rules and schema. With --check it writes nothing and names the files that drift.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { policyJsonSchema } from '../src/policy/document.ts';
import { ruleIndex, rulePage } from '../src/report/rule-page.ts';
import { reportJsonSchema } from '../src/report/schema.ts';
import { RULES } from '../src/rules/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders of which every file is generated. */
const FOLDERS = ['docs/rules', 'schema'];

/** Every generated file: its path in the repository and its text. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/rules/README.md', ruleIndex(RULES)],
    ...RULES.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule)] as const),
    ['schema/slicepolicy.json', json(policyJsonSchema(RULES))],
    ['schema/report.json', json(reportJsonSchema())],
  ]);
}

/** The generated files under `root` that are missing, different, or no longer generated. */
export function driftingFiles(root: string): readonly string[] {
  const generated = generatedFiles();
  const stale = FOLDERS.flatMap((folder) => listFolder(root, folder)).filter((path) => !generated.has(path));
  const changed = [...generated].filter(([path, text]) => read(join(root, path)) !== text).map(([path]) => path);
  return [...changed, ...stale].toSorted();
}

/** Writes what drifts, removes what is no longer generated, and returns their paths. */
export function writeFiles(root: string): readonly string[] {
  const generated = generatedFiles();
  const drifting = driftingFiles(root);
  for (const path of drifting) {
    const text = generated.get(path);
    if (text === undefined) {
      rmSync(join(root, path));
      continue;
    }
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return drifting;
}

function json(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function listFolder(root: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const drifting = check ? driftingFiles(ROOT) : writeFiles(ROOT);
  for (const path of drifting) console.log(`${check ? 'drifts: ' : 'wrote '}${path}`);
  if (check && drifting.length > 0) {
    console.log('run npm run docs');
    process.exitCode = 1;
  }
}
