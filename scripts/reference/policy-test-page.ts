// docs/reference/policy-test.md: every field of a PolicyTest, out of its JSON Schema.
import { API_VERSION } from '../../src/policy/load/document.ts';
import { policyTestJsonSchema } from '../../src/policy/test/document.ts';
import { typeText, type JsonSchema } from '../../src/report/rule/document.ts';
import { generatedFrom } from './markdown.ts';
import { fieldTable } from './schema-rows.ts';

export function policyTestPage(): string {
  const sections = [
    `${generatedFrom('src/policy/test/document.ts')}# PolicyTest`,
    `\`apiVersion: ${API_VERSION}\`, \`kind: PolicyTest\`: cases for \`sliceward policy test\`. [Policy ` +
      'authoring](../policy-authoring.md#test) shows some, [examples/tests](../../examples/tests) has more. For ' +
      'editors:\n\n```yaml\n# yaml-language-server: $schema=schema/policytest.json\n```',
    fieldTable(policyTestJsonSchema(), named),
    'Documents of other kinds in the same files and folders are passed over.',
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What may be a file or a document would otherwise list every field of the document. */
function named(schema: JsonSchema): string | undefined {
  if (schema.anyOf === undefined) return undefined;
  const isPolicy = schema.anyOf.some((branch) => typeof branch === 'object' && branch.type === 'array');
  if (isPolicy) return 'file, [SlicePolicy](policy.md), or list of these';
  return schema.anyOf.some((branch) => typeof branch === 'object' && branch.type === 'object')
    ? 'file or object'
    : typeText(schema);
}
