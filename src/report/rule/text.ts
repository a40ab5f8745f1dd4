// Rules for the terminal: the list as a table, one rule in full.
import type { AnyRule, BadExample, Example } from '../../policy/rule.ts';
import { needWords } from '../../policy/need-words.ts';
import { optionRows, presetText } from './document.ts';

/** In characters. */
const WIDTH = 100;

/** One line a rule under a line of headings. */
export function rulesTable(rules: readonly AnyRule[]): string {
  const rows = rules.map((rule) => [
    rule.id,
    rule.category,
    presetText(rule, 'recommended'),
    presetText(rule, 'strict'),
    rule.needs.map(needWords).join(', ') || '-',
    rule.summary,
  ]);
  return columns([['ID', 'CATEGORY', 'RECOMMENDED', 'STRICT', 'NEEDS', 'SUMMARY'], ...rows]);
}

/** Everything about a rule, wrapped to 100 characters; manifests keep their layout. */
export function ruleText(rule: AnyRule): string {
  const sections = [
    `${rule.id}\n${rule.summary}.\n`,
    columns([
      ['category', rule.category],
      ['recommended', presetText(rule, 'recommended')],
      ['strict', presetText(rule, 'strict')],
      ['needs', rule.needs.map(needWords).join(', ') || 'only the slice'],
    ]),
    section('Why', wrap(rule.rationale)),
    section('Options', optionsText(rule)),
    section('Messages', messagesText(rule)),
    ...rule.examples.good.map((example) => section(`Good: ${example.title}`, exampleText(example))),
    ...rule.examples.bad.map((example) => section(`Bad: ${example.title}`, badExampleText(example))),
    section('What to do', wrap(rule.remediation)),
  ];
  return sections.join('\n');
}

function optionsText(rule: AnyRule): string {
  const rows = optionRows(rule);
  if (rows.length === 0) return 'none';
  const texts = rows.map((row) => {
    const value = row.isRequired ? 'required' : row.default === undefined ? undefined : `default: ${row.default}`;
    const preset = value === undefined ? '' : `\n${indent(wrap(value))}`;
    return `${row.name}: ${row.type}\n${indent(wrap(row.description))}${preset}`;
  });
  return texts.join('\n');
}

function messagesText(rule: AnyRule): string {
  const texts = Object.entries(rule.messages).map(
    ([id, { text, recommended, strict }]) =>
      `${id} (recommended: ${recommended}, strict: ${strict})\n${indent(wrap(text))}`,
  );
  return texts.join('\n');
}

function badExampleText(example: BadExample): string {
  const found = example.findings.map(([field, id]) => `${id} at ${field === '' ? 'the object itself' : field}`);
  return `${exampleText(example)}\n\nfound:\n${indent(found.join('\n'))}`;
}

function exampleText({ yaml, old, user, options, networks, services }: Example): string {
  const parts = [
    ...(user === undefined ? [] : [`written by ${user}`]),
    ...(options === undefined ? [] : [`with options ${JSON.stringify(options)}`]),
    ...(networks === undefined ? [] : [`with networks ${JSON.stringify(networks)}`]),
    ...(services === undefined ? [] : [`where the Services ${services.join(', ')} are known to exist`]),
    ...(old === undefined ? [] : [`stored until now:\n${indent(old.trimEnd())}`, 'updated to:']),
  ];
  return [...parts, indent(yaml.trimEnd())].join('\n');
}

function section(title: string, body: string): string {
  return `${title}\n${indent(body)}\n`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH - 4) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Left-aligned columns, two spaces apart, without trailing spaces. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}
