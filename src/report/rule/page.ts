// Rules as Markdown: a page for each and the index.
import { CATEGORIES, type AnyRule, type BadExample, type Example } from '../../policy/rule.ts';
import { needWords } from '../../policy/need-words.ts';
import { optionRows, presetText } from './document.ts';

const GENERATED = '<!-- Generated from the source of the rule by `npm run docs`: change it there. -->\n';

export function rulePage(rule: AnyRule): string {
  return `${GENERATED}${ruleMarkdown(rule)}`;
}

/** The page without the note that it is generated. */
export function ruleMarkdown(rule: AnyRule): string {
  const sections = [
    `# ${rule.id}`,
    `${text(rule.summary)}.`,
    table(
      ['category', 'recommended', 'strict', 'needs', 'fix'],
      [
        [
          rule.category,
          presetText(rule, 'recommended'),
          presetText(rule, 'strict'),
          rule.needs.map(needWords).join(', ') || '–',
          fixText(rule),
        ],
      ],
    ),
    `## Why\n\n${text(rule.rationale)}`,
    `## Options\n\n${optionsTable(rule)}`,
    `## Messages\n\n${messagesTable(rule)}`,
    '## Examples',
    ...rule.examples.good.map((example) => `### Good: ${text(example.title)}\n\n${exampleBlocks(example)}`),
    ...rule.examples.bad.map(
      (example) => `### Bad: ${text(example.title)}\n\n${exampleBlocks(example)}\n\n${foundText(example)}`,
    ),
    `## What to do\n\n${text(rule.remediation)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The index: a table for each category that has rules. */
export function ruleIndex(rules: readonly AnyRule[]): string {
  const tables = CATEGORIES.flatMap((category) => {
    const members = rules.filter((rule) => rule.category === category);
    if (members.length === 0) return [];
    const rows = members.map((rule) => [
      `[${rule.id}](${rule.id}.md)`,
      text(rule.summary),
      presetText(rule, 'recommended'),
      presetText(rule, 'strict'),
      rule.needs.map(needWords).join(', ') || '–',
      fixText(rule),
    ]);
    return [`## ${category}\n\n${table(['rule', 'what it requires', 'recommended', 'strict', 'needs', 'fix'], rows)}`];
  });
  const intro =
    'The action of each rule in the two presets. A rule with several messages may have several actions; its page ' +
    'lists them. ' +
    "Writes of Kubernetes' own controllers are never denied. `sliceward explain RULE` prints the same in the terminal.";
  return `${GENERATED}# Rules\n\n${intro}\n\n${tables.join('\n\n')}\n`;
}

/** Whether some of its findings have an automatic fix: docs/fixing.md. */
function fixText({ fixes }: AnyRule): string {
  if (fixes === undefined) return '–';
  return fixes === true ? 'yes' : `with ${fixes.map(code).join(' or ')}`;
}

function optionsTable(rule: AnyRule): string {
  const rows = optionRows(rule).map((row) => [
    code(row.name),
    text(row.type),
    row.isRequired ? 'required' : row.default === undefined ? '–' : code(row.default),
    text(row.description),
  ]);
  return rows.length === 0 ? 'None.' : table(['option', 'type', 'default', 'meaning'], rows);
}

function messagesTable(rule: AnyRule): string {
  const rows = Object.entries(rule.messages).map(([id, message]) => [
    code(id),
    message.recommended,
    message.strict,
    message.reason,
    text(message.text),
  ]);
  return table(['id', 'recommended', 'strict', 'reason', 'text'], rows);
}

function exampleBlocks({ yaml, old, user, options, networks, services }: Example): string {
  const blocks = [
    ...(user === undefined ? [] : [`Written by ${code(user)}.`]),
    ...(options === undefined ? [] : [`With the options ${code(JSON.stringify(options))}.`]),
    ...(networks === undefined ? [] : [`With the networks ${code(JSON.stringify(networks))}.`]),
    ...(services === undefined ? [] : [`Where the Services ${services.map(code).join(', ')} are known to exist.`]),
    ...(old === undefined ? [] : [`Stored until now:\n\n${fence(old)}`, 'Updated to:']),
    fence(yaml),
  ];
  return blocks.join('\n\n');
}

function foundText({ findings }: BadExample): string {
  const found = findings.map(([field, id]) => `- ${code(id)} at ${field === '' ? 'the object itself' : code(field)}`);
  return `Found:\n\n${found.join('\n')}`;
}

function fence(yaml: string): string {
  return `\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function code(value: string): string {
  return `\`${value}\``;
}

/** Prose of rules is plain text: what Markdown would read as markup is escaped. */
function text(prose: string): string {
  return prose.replaceAll(/[\\`*_<>[\]]/g, '\\$&');
}
