// Writes what is generated from the source: docs/rules, docs/reference, schema, and what commands print in hand-written
// pages. With --check it writes nothing and names the files that drift.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { policyJsonSchema } from '../src/policy/load/document.ts';
import { policyTestJsonSchema } from '../src/policy/test/document.ts';
import { ruleIndex, rulePage } from '../src/report/rule/page.ts';
import { reportJsonSchema } from '../src/report/schema.ts';
import { RULES } from '../src/rules/index.ts';
import { withPrinted } from './printed.ts';
import { wrapMarkdown } from './wrap-markdown.ts';
import { cliPage } from './reference/cli-page.ts';
import { metricsPage } from './reference/metrics-page.ts';
import { policyPage } from './reference/policy-page.ts';
import { policyTestPage } from './reference/policy-test-page.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders of which every file is generated. */
const FOLDERS = ['docs/rules', 'docs/reference', 'schema'];

/** Files and folders of pages written by hand. */
const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'certs/README.md', 'docs', 'examples'];

/** Every generated file: its path in the repository and its text. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const files: readonly (readonly [path: string, text: string])[] = [
    ['docs/rules/README.md', ruleIndex(RULES)],
    ...RULES.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule)] as const),
    ['docs/reference/policy.md', policyPage(RULES)],
    ['docs/reference/policy-test.md', policyTestPage()],
    ['docs/reference/cli.md', await cliPage()],
    ['docs/reference/metrics.md', metricsPage()],
    ['schema/slicepolicy.json', json(policyJsonSchema(RULES))],
    ['schema/policytest.json', json(policyTestJsonSchema())],
    ['schema/report.json', json(reportJsonSchema())],
  ];
  return new Map(files.map(([path, text]) => [path, path.endsWith('.md') ? wrapMarkdown(text) : text]));
}

/** The pages under `root` that are written by hand. */
export function handWrittenPages(root: string): readonly string[] {
  const paths = PAGES.flatMap((path) => (path.endsWith('.md') ? [path] : listFolder(root, path)));
  return paths.filter((path) => path.endsWith('.md') && !FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
}

/** Paths under `root` that are missing, different, or no longer generated, each with the text it ought to have. */
export async function drift(root: string): Promise<ReadonlyMap<string, string | undefined>> {
  const wanted = new Map<string, string | undefined>(await generatedFiles());
  for (const path of FOLDERS.flatMap((folder) => listFolder(root, folder)))
    if (!wanted.has(path)) wanted.set(path, undefined);
  for (const path of handWrittenPages(root)) {
    const text = read(join(root, path));
    if (text !== undefined) wanted.set(path, wrapMarkdown(await withPrinted(text)));
  }
  return new Map(
    [...wanted]
      .filter(([path, text]) => read(join(root, path)) !== text)
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

/** Writes what drifts, removes what is no longer generated, and returns their paths. */
export async function writeFiles(root: string): Promise<readonly string[]> {
  const drifting = await drift(root);
  for (const [path, text] of drifting) {
    if (text === undefined) {
      rmSync(join(root, path));
      continue;
    }
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [...drifting.keys()];
}

function json(schema: object): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The files in a folder and below; none if it is not there. */
function listFolder(root: string, folder: string): readonly string[] {
  try {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length));
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
  const drifting = check ? [...(await drift(ROOT)).keys()] : await writeFiles(ROOT);
  for (const path of drifting) console.log(`${check ? 'drifts: ' : 'wrote '}${path}`);
  if (check && drifting.length > 0) {
    console.log('run npm run docs');
    process.exitCode = 1;
  }
}
