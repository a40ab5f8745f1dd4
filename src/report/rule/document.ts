// A rule as data: what `-o json` prints, and the facts that the text and the page about a rule share.
import { z } from 'zod';
import { ACTIONS, type AnyRule } from '../../policy/rule.ts';
import { API_VERSION, type Preset } from '../../policy/load/document.ts';

export interface OptionRow {
  readonly name: string;
  /** In words: `integer from 1 to 100`. */
  readonly type: string;
  /** As JSON; undefined when there is none. */
  readonly default: string | undefined;
  /** The policy does not load without it. */
  readonly isRequired: boolean;
  readonly description: string;
}

/** The JSON form of a rule; its options are a JSON Schema (draft 2020-12). */
export function ruleDocument(rule: AnyRule): object {
  const { id, category, summary, rationale, remediation, needs, messages, examples } = rule;
  return {
    apiVersion: API_VERSION,
    kind: 'Rule',
    id,
    category,
    summary,
    rationale,
    remediation,
    needs,
    options: schemaOf(rule),
    messages,
    examples,
  };
}

export function ruleListDocument(rules: readonly AnyRule[]): object {
  return { apiVersion: API_VERSION, kind: 'RuleList', items: rules.map(ruleDocument) };
}

/** The actions of a rule's messages in a preset, the strongest first: `deny / warn`. */
export function presetText(rule: AnyRule, preset: Preset): string {
  const actions = new Set(Object.values(rule.messages).map((message) => message[preset]));
  return ACTIONS.filter((action) => actions.has(action)).join(' / ');
}

export function optionRows(rule: AnyRule): readonly OptionRow[] {
  const { properties = {}, required = [] } = schemaOf(rule);
  return Object.entries(properties).map(([name, property]) => {
    const schema = schemaObject(property);
    return {
      name,
      type: typeText(schema),
      default: schema.default === undefined ? undefined : JSON.stringify(schema.default),
      isRequired: required.includes(name),
      description: schema.description ?? '',
    };
  });
}

export type JsonSchema = z.core.JSONSchema.BaseSchema;
type SchemaOrBoolean = JsonSchema | boolean | undefined;

function schemaOf(rule: AnyRule): JsonSchema {
  return z.toJSONSchema(rule.options, { io: 'input' });
}

/** `true` and absence allow anything, as the empty schema does. */
function schemaObject(schema: SchemaOrBoolean): JsonSchema {
  return typeof schema === 'object' ? schema : {};
}

/** In words: `integer from 1 to 100`, `list of string`. */
export function typeText(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map((branch) => typeText(schemaObject(branch))).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return `list of ${itemText(schema)}`;
  if (schema.type === 'object') return objectText(schema);
  const types = [schema.type ?? 'anything'].flat();
  return `${types.join(' or ')}${rangeText(schema)}`;
}

/** Alternatives are in brackets: `list of (a or b)`. */
function itemText(schema: JsonSchema): string {
  const items = typeText(Array.isArray(schema.items) ? {} : schemaObject(schema.items));
  return items.includes(' or ') ? `(${items})` : items;
}

function objectText(schema: JsonSchema): string {
  if (schema.properties !== undefined) return `{${Object.keys(schema.properties).join(', ')}}`;
  return `map of ${typeText(schemaObject(schema.additionalProperties))}`;
}

function rangeText({ minimum, maximum }: JsonSchema): string {
  return minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`;
}
