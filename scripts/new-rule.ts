// `npm run new:rule ID`: writes a rule to fill in, its test, and its line in the registry. It fails its tests until it
// is written: `TODO` marks each text and check.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REGISTRY = 'src/rules/index.ts';
const ID = /^[a-z]+(?:-[a-z]+)*$/;

const USAGE = 'usage: npm run new:rule ID, such as zone or port-name: lower-case words, separated by "-"';

const STEPS = `Now:
  1. Write the check, the texts and the examples: npx vitest run --project unit test/rules
  2. Write its page, reference and schema: npm run docs
  3. Add a row for a real API server: test/e2e/rule-rows.ts
  4. Add it to CHANGELOG.md
CONTRIBUTING.md, "Add a rule", says more.`;

/** Writes the files under `root` and returns their paths. Throws if the id is not one, or one of the files exists. */
export function writeNewRule(id: string, root: string): readonly string[] {
  if (!ID.test(id)) throw new Error(`${JSON.stringify(id)} is not the id of a rule; ${USAGE}`);
  const files = new Map([
    [`src/rules/${id}.ts`, rule(id)],
    [`test/rules/${id}.test.ts`, test(id)],
  ]);
  for (const path of files.keys())
    if (existsSync(join(root, path))) throw new Error(`${path} exists already; choose another id`);
  files.set(REGISTRY, withRule(readFileSync(join(root, REGISTRY), 'utf8'), id));
  for (const [path, text] of files) writeFileSync(join(root, path), text);
  return [...files.keys()];
}

/** The registry with one more rule: imports are sorted by path, entries by id. */
export function withRule(registry: string, id: string): string {
  const name = nameOf(id);
  const lines = registry.split('\n');
  insertBefore(lines, `import { ${name} } from './${id}.ts';`, (line) => importedId(line) !== undefined, pathOf);
  const ids = new Map(lines.map((line) => [/\{ (\w+) \}/.exec(line)?.[1], importedId(line)]));
  const idOfEntry = (line: string): string => ids.get(line.trim().slice(0, -1)) ?? '';
  insertBefore(lines, `  ${name},`, (line) => /^ {2}\w+,$/.test(line), idOfEntry);
  return lines.join('\n');
}

/** Puts a line among those of its kind, which are sorted by `keyOf`. */
function insertBefore(
  lines: string[],
  line: string,
  isAlike: (line: string) => boolean,
  keyOf: (line: string) => string,
): void {
  const next = lines.findIndex((other) => isAlike(other) && keyOf(other) > keyOf(line));
  lines.splice(next === -1 ? lines.findLastIndex(isAlike) + 1 : next, 0, line);
}

function pathOf(line: string): string {
  return `${importedId(line)}.ts`;
}

function importedId(line: string): string | undefined {
  return /^import \{ \w+ \} from '\.\/(.+)\.ts';$/.exec(line)?.[1];
}

/** `port-name` → `portName`. */
function nameOf(id: string): string {
  return id.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

function rule(id: string): string {
  return `// ${id}: TODO: what it finds, in one line.
import { z } from 'zod';
import { defineRule, nothing } from '../policy/rule.ts';

export const ${nameOf(id)} = defineRule({
  id: '${id}',
  category: 'endpoint',
  summary: 'TODO: what holds where the rule finds nothing, without a full stop',
  rationale: 'TODO: why it matters: the incident or the behaviour of Kubernetes behind it, with a reference.',
  remediation: 'TODO: what to do about a finding.',
  needs: [],
  options: z.strictObject({}),
  messages: {
    wrong: {
      text: 'TODO: {seen} and why it is wrong; what to do',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'TODO: close to the mistake, but right',
        yaml: \`${EXAMPLE}\`,
      },
    ],
    bad: [
      {
        title: 'TODO: the mistake as people make it',
        yaml: \`${EXAMPLE}\`,
        findings: [['endpoints[0].addresses[0]', 'wrong']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    for (const { endpoint, index, text } of slice.addresses)
      if (text === 'TODO: the check')
        report('wrong', { at: ['endpoints', endpoint, 'addresses', index], seen: text, expected: 'TODO' });
  },
});
`;
}

const EXAMPLE = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: [10.1.2.3]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`;

function test(id: string): string {
  const name = nameOf(id);
  return `import { expect, it } from 'vitest';
import { ${name} } from '../../src/rules/${id}.ts';
import { runRule } from './run-rule.ts';

it('TODO: what the examples do not show: edges, updates, options', () => {
  const { findings } = runRule(${name}, { slice: { endpoints: [{ addresses: ['10.1.2.3'] }] } });
  expect(findings.map(({ field, id }) => [field, id])).toEqual([['endpoints[0].addresses[0]', 'wrong']]);
});
`;
}

if (import.meta.main) {
  try {
    const [id = ''] = process.argv.slice(2);
    for (const path of writeNewRule(id, ROOT)) console.log(`wrote ${path}`);
    console.log(STEPS);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
