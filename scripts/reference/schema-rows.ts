// The fields of a JSON Schema as rows of a table: path, type, default, meaning.
import { typeText, type JsonSchema } from '../../src/report/rule/document.ts';
import { code, prose, table } from './markdown.ts';

/** Schemas that have a section of their own in a page: what a row says instead of its fields. */
export type Named = (schema: JsonSchema) => string | undefined;

const HEAD = ['field', 'type', 'default', 'meaning'];

export function fieldTable(schema: JsonSchema, named: Named): string {
  return table(HEAD, [...rows(schema, '', named)]);
}

/** The schema at a path of property names; `[]` is an item of a list. Throws if there is none. */
export function schemaAt(root: JsonSchema, path: readonly string[]): JsonSchema {
  let at: JsonSchema = root;
  for (const name of path) {
    const next = name === '[]' ? at.items : at.properties?.[name];
    if (typeof next !== 'object' || Array.isArray(next)) throw new Error(`no schema at ${path.join('.')}`);
    at = next;
  }
  return at;
}

function* rows(schema: JsonSchema, prefix: string, named: Named): Generator<readonly string[]> {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property !== 'object') continue;
    const path = `${prefix}${name}`;
    const link = named(property);
    const inner = link === undefined ? innerOf(property) : undefined;
    // A value that is always the same is in the text of the page.
    if (property.const !== undefined) continue;
    if (inner === undefined || property.description !== undefined) {
      const required = schema.required?.includes(name) === true && property.default === undefined;
      const preset = property.default === undefined ? '–' : code(JSON.stringify(property.default));
      yield [
        code(path),
        link ?? prose(typeText(property)),
        required ? 'required' : preset,
        prose(property.description ?? ''),
      ];
    }
    if (inner !== undefined) yield* rows(inner.schema, `${path}${inner.suffix}`, named);
  }
}

/** The object whose fields are below a field: itself, or the items of its list. */
function innerOf(schema: JsonSchema): { readonly schema: JsonSchema; readonly suffix: string } | undefined {
  if (schema.properties !== undefined) return { schema, suffix: '.' };
  const { items } = schema;
  return typeof items === 'object' && !Array.isArray(items) && items.properties !== undefined
    ? { schema: items, suffix: '[].' }
    : undefined;
}
