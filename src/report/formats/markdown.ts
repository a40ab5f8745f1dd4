// The report as a comment on a pull request: the summary, a table of files, and the findings, folded. A comment is
// bounded, so the strongest findings come first.
import type { Position } from '../../model/problem.ts';
import type { Counts } from '../../policy/subject.ts';
import { alike, andMore, objectTitle } from '../alike.ts';
import { CountsTable } from '../counts-table.ts';
import type { FileSource } from '../document.ts';
import { detach } from '../detach.ts';
import { inCode, prose } from './markdown-text.ts';
import { plural } from '../plural.ts';
import { summaryLine } from './text.ts';
import { UndecidedTally } from '../undecided.ts';
import type { Judged, ReportWriter } from '../writer.ts';

/** GitHub refuses longer comments. Code units are never fewer than its characters. */
const MAX_COMMENT = 65_536;
/** The part of them for the table of files. */
const MAX_TABLE = 16_384;
/** For headings and frames of the sections. */
const MAX_FRAME = 1024;
const MAX_NAME = 200;
const MAX_MESSAGE = 600;
/** A workflow finds its own comment by this line. */
const MARK = '<!-- sliceward -->';

/** If there is no room for all, the first ones are printed. */
const SECTIONS = ['problems', 'deny', 'warn', 'audit', 'notJudged'] as const;
type Section = (typeof SECTIONS)[number];
const TITLES: Readonly<Record<Section, (count: number) => string>> = {
  problems: (count) => plural(count, 'problem'),
  deny: (count) => `${plural(count, 'finding')} to deny`,
  warn: (count) => `${plural(count, 'finding')} to warn`,
  audit: (count) => `${plural(count, 'finding')} to audit`,
  notJudged: (count) => `${plural(count, 'object')} not judged`,
};

export function markdownWriter(): ReportWriter {
  const files = new CountsTable();
  const undecided = new UndecidedTally();
  const lines = {
    problems: new KeptLines(),
    deny: new KeptLines(),
    warn: new KeptLines(),
    audit: new KeptLines(),
    notJudged: new KeptLines(),
  };
  return {
    begin: () => '',
    decision({ decision, source }) {
      undecided.add(decision);
      if (decision.unmatched) {
        lines.notJudged.total++;
        lines.notJudged.add(`- ${placeText(source, source.start)} ${inCode(objectTitle(decision), MAX_NAME)}\n`, 1);
      }
      if (decision.findings.length > 0) files.add(source.file, decision.counts);
      for (const action of ['deny', 'warn', 'audit'] as const) lines[action].total += decision.counts[action];
      for (const [action, line, findings] of findingLines({ decision, source })) lines[action].add(line, findings);
      return '';
    },
    problem({ file, line, column, message }) {
      lines.problems.total++;
      lines.problems.add(`- ${inCode(`${file}:${line}:${column}`, MAX_NAME)}: ${prose(message, MAX_MESSAGE)}\n`, 1);
      return '';
    },
    end(summary) {
      const head = `${MARK}\n### sliceward\n\n${summaryLine(summary)}\n\n${fileTable(files)}${undecidedLines(undecided)}`;
      return `${head}${sections(lines, MAX_COMMENT - head.length - MAX_FRAME)}`;
    },
  };
}

/** Lines, at most what fits into a comment. */
class KeptLines {
  /** All findings, also those whose lines were not kept. */
  total = 0;
  readonly #lines: { readonly text: string; readonly findings: number }[] = [];
  #length = 0;

  add(text: string, findings: number): void {
    if (this.#length + text.length > MAX_COMMENT) return;
    this.#lines.push({ text: detach(text), findings });
    this.#length += text.length;
  }

  /** Whole lines of at most `max` code units together, and the number of their findings. */
  take(max: number): { readonly text: string; readonly findings: number } {
    let [text, findings] = ['', 0];
    for (const line of this.#lines) {
      if (text.length + line.text.length > max) break;
      text += line.text;
      findings += line.findings;
    }
    return { text, findings };
  }
}

function* findingLines({
  decision,
  source,
}: Pick<Judged, 'decision' | 'source'>): Generator<readonly [keyof Counts, string, number]> {
  for (const { first, action, kind, findings } of alike(decision.findings)) {
    const place = placeText(source, source.locate(first.path));
    const field = first.field === '' ? '' : ` ${inCode(first.field, MAX_NAME)}`;
    const what =
      `${prose(kind.slice(action.length + 1), MAX_NAME)}${field}: ` +
      `${prose(first.message, MAX_MESSAGE)}${andMore(findings - 1)}`;
    yield [action, `- ${place} ${inCode(objectTitle(decision), MAX_NAME)} ${what}\n`, findings];
  }
}

function placeText({ file }: FileSource, { line, column }: Position): string {
  return inCode(`${file}:${line}:${column}`, MAX_NAME);
}

function fileTable(files: CountsTable): string {
  const rows = files.rows();
  if (rows.length === 0) return '';
  let text = '| file | deny | warn | audit |\n| --- | --: | --: | --: |\n';
  let shown = 0;
  for (const [file, { deny, warn, audit }] of rows) {
    const row = `| ${inCode(file, MAX_NAME)} | ${deny} | ${warn} | ${audit} |\n`;
    if (text.length + row.length > MAX_TABLE) break;
    text += row;
    shown++;
  }
  return `${text}\n${shown === rows.length ? '' : `and ${plural(rows.length - shown, 'file')} more\n\n`}`;
}

function undecidedLines(undecided: UndecidedTally): string {
  const lines = undecided.lines();
  return lines === '' ? '' : `${prose(lines.trimEnd().replaceAll('\n', '; '), MAX_MESSAGE)}\n\n`;
}

function sections(lines: Readonly<Record<Section, KeptLines>>, room: number): string {
  let text = '';
  for (const section of SECTIONS) {
    const { total } = lines[section];
    if (total === 0) continue;
    const shown = lines[section].take(room - text.length);
    const left = shown.findings === total ? '' : `- and ${total - shown.findings} more\n`;
    text += `<details><summary>${TITLES[section](total)}</summary>\n\n${shown.text}${left}\n</details>\n\n`;
  }
  return text;
}
