import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withRule, writeNewRule } from '../../scripts/new-rule.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const registry = readFileSync(join(ROOT, 'src/rules/index.ts'), 'utf8');
const existing = readdirSync(join(ROOT, 'src/rules'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((file) => file !== 'index');

const newId = fc
  .array(fc.constantFrom('a', 'zz', 'port', 'name', 'service', 'number', 'zone'), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('-'))
  .filter((id) => !existing.includes(id));

function imports(text: string): readonly (readonly [name: string, id: string])[] {
  return [...text.matchAll(/^import \{ (\w+) \} from '\.\/(.+)\.ts';$/gm)].map(
    ([, name = '', id = '']) => [name, id] as const,
  );
}

function entries(text: string): readonly string[] {
  const ids = new Map(imports(text));
  return [...text.matchAll(/^ {2}(\w+),$/gm)].map(([, name = '']) => ids.get(name) ?? `${name} is not imported`);
}

describe('the registry with a new rule', () => {
  it('imports and lists it among the others, both in order', () => {
    fc.assert(
      fc.property(newId, (id) => {
        const text = withRule(registry, id);
        expect(imports(text).map(([, other]) => `${other}.ts`)).toEqual(
          [...existing, id].map((other) => `${other}.ts`).toSorted(),
        );
        expect(entries(text)).toEqual([...existing, id].toSorted());
        const before = new Set(registry.split('\n'));
        expect(text.split('\n').filter((line) => !before.has(line))).toHaveLength(2);
      }),
    );
  });
});

describe('writeNewRule', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sliceward-new-rule-'));
    cpSync(join(ROOT, 'src/rules'), join(root, 'src/rules'), { recursive: true });
    mkdirSync(join(root, 'test/rules'), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('writes the rule, its test and its line in the registry', () => {
    expect(writeNewRule('late-port', root)).toEqual([
      'src/rules/late-port.ts',
      'test/rules/late-port.test.ts',
      'src/rules/index.ts',
    ]);
    expect(readFileSync(join(root, 'src/rules/late-port.ts'), 'utf8')).toContain(
      'export const latePort = defineRule({',
    );
    expect(readFileSync(join(root, 'src/rules/index.ts'), 'utf8')).toBe(withRule(registry, 'late-port'));
  });
  it.each([...existing.slice(0, 3), 'index'])('changes nothing if there is such a file: %s', (id) => {
    expect(() => writeNewRule(id, root)).toThrow(`src/rules/${id}.ts exists already`);
    expect(readFileSync(join(root, 'src/rules/index.ts'), 'utf8')).toBe(registry);
  });
  it.each(['', 'Port', 'port_name', '../port', 'port-', 'port name', 'port--name', 'port2'])('refuses %j', (id) => {
    expect(() => writeNewRule(id, root)).toThrow('is not the id of a rule');
  });
});

it('leaves no rule with a text to write', () => {
  const texts = ['src/rules', 'test/rules'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((file) => [file, readFileSync(join(ROOT, folder, file), 'utf8')] as const),
  );
  expect(texts.filter(([, text]) => /\bTODO\b/.test(text)).map(([file]) => file)).toEqual([]);
});
