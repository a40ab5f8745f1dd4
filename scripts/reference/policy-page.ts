// docs/reference/policy.md: every field of a SlicePolicy, out of its JSON Schema.
import { z } from 'zod';
import { API_VERSION, instanceSchema, policyJsonSchema, selectorSchema } from '../../src/policy/load/document.ts';
import type { AnyRule } from '../../src/policy/rule.ts';
import { DEFAULT_CONTROLLERS, DEFAULT_EXCLUDED_NAMESPACES } from '../../src/model/well-known-users.ts';
import { optionRows, presetText, type JsonSchema } from '../../src/report/rule/document.ts';
import { code, generatedFrom, prose, table } from './markdown.ts';
import { fieldTable, schemaAt } from './schema-rows.ts';

export function policyPage(rules: readonly AnyRule[]): string {
  const root: JsonSchema = policyJsonSchema(rules, 'inline');
  const sections = [
    `${generatedFrom('src/policy/load/document.ts')}# SlicePolicy`,
    `\`apiVersion: ${API_VERSION}\`, \`kind: SlicePolicy\`. One document works for \`check\`, \`serve\` and ` +
      '`audit`; several add up. [Policy authoring](../policy-authoring.md) explains how to use it, `sliceward ' +
      'policy show` what ' +
      'it comes to. Editors complete and check it by the JSON Schema:\n\n```yaml\n# yaml-language-server: ' +
      '$schema=schema/slicepolicy.json\n```',
    fieldTable(
      { ...root, properties: { metadata: schemaAt(root, ['metadata']), spec: schemaAt(root, ['spec']) } },
      named,
    ),
    `\`"off"\` is quoted: YAML reads a bare \`off\` as false. Unknown fields, rules and options are errors with ` +
      'file, line and column.',
    `Without \`writers.controllers\`: ${DEFAULT_CONTROLLERS.map(code).join(', ')}. Without ` +
      `\`match.namespaces.exclude\`: ${DEFAULT_EXCLUDED_NAMESPACES.map(code).join(', ')}.`,
    `## Instance\n\nOne entry of \`rules\`, or one of several in a ` +
      `list.\n\n${fieldTable(z.toJSONSchema(instanceSchema, { io: 'input' }), named)}`,
    `## Selector\n\n\`match\` and \`exclude\`: every key that is given must match, and within a key any of its ` +
      `values. All values but operations are globs: \`*\` is any run of characters, \`:\` and \`/\` among them; ` +
      `everything else is itself.\n\n${fieldTable(z.toJSONSchema(selectorSchema, { io: 'input' }), () => undefined)}`,
    '`exclude` by labels, managedBy or serviceNames on what denies must also name writers, and none that any ' +
      'tenant can become (service accounts of one namespace, spelled out, or users and groups of your own), or ' +
      'the policy does not load: tenants write these themselves. A match on writers is undecided where the writer is unknown (`check` without `--as`).',
    `## Rules and their options\n\n${rulesTable(rules)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Selectors and rules have sections of their own. */
function named({ properties }: JsonSchema): string | undefined {
  if (properties === undefined) return undefined;
  if ('serviceNames' in properties) return '[selector](#selector)';
  return 'endpoint-limit' in properties
    ? 'map of [rule](#rules-and-their-options) to [instance](#instance), or a list of them'
    : undefined;
}

function rulesTable(rules: readonly AnyRule[]): string {
  const rows = rules.map((rule) => [
    `[${rule.id}](../rules/${rule.id}.md)`,
    presetText(rule, 'recommended'),
    presetText(rule, 'strict'),
    optionRows(rule)
      .map((row) => {
        const suffix = row.isRequired
          ? ', required'
          : row.default === undefined
            ? ''
            : `, default ${code(row.default)}`;
        return `${code(row.name)}: ${prose(row.type)}${suffix}`;
      })
      .join('; ') || '–',
  ]);
  return table(['rule', 'recommended', 'strict', 'options'], rows);
}
