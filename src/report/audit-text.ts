// The audit of a cluster for a terminal: what by rule, what by namespace, then the worst findings. Only sums and a few lines are kept.
import { plain } from '../model/plain.ts';
import type { Counts, Finding } from '../policy/subject.ts';
import type { Palette } from './palette.ts';
import { kindOf, plural, summaryLine, UndecidedTally } from './text.ts';
import type { ClusterProblem, JudgedStored, ReportWriter } from './writer.ts';

/** Lines about findings. */
const MAX_LINES = 50;
const MAX_NAMESPACES = 20;
/** More namespaces than this are summed up in one row: a cluster may have any number. */
const MAX_COUNTED = 10_000;
const MAX_NAME = 300;

type Columns = { -readonly [Key in keyof Counts]: number };

export function auditTextWriter(palette: Palette): ReportWriter<JudgedStored, ClusterProblem> {
  const rules = new Table('rule', Infinity);
  const namespaces = new Table('namespace', MAX_NAMESPACES);
  const worst = new WorstFindings(palette);
  const undecided = new UndecidedTally();
  return {
    begin: () => '',
    decision(judged) {
      const { decision } = judged;
      undecided.add(decision);
      if (decision.findings.length === 0) return '';
      for (const [rule, counts] of decision.countsByRule) rules.add(rule, counts);
      namespaces.add(decision.subject.slice.metadata.namespace, decision.counts);
      worst.add(judged);
      return '';
    },
    problem: (problem) => `${placeOf(problem)}${palette.deny('problem')}: ${plain(problem.message, 500)}\n`,
    end: (summary) => `${rules.text(palette)}${namespaces.text(palette)}${worst.text()}${undecided.lines()}${summaryLine(summary)}\n`,
  };
}

function placeOf({ object }: ClusterProblem): string {
  return object === undefined ? '' : `${plain(`${object.namespace}/${object.name}`, MAX_NAME)} `;
}

/** Findings by some name, worst first. */
class Table {
  readonly #title: string;
  readonly #max: number;
  readonly #rows = new Map<string, Columns>();

  constructor(title: string, max: number) {
    this.#title = title;
    this.#max = max;
  }

  add(name: string, { deny, warn, audit }: Counts): void {
    const key = this.#rows.has(name) || this.#rows.size < MAX_COUNTED ? name : '(others)';
    const row = this.#rows.get(key) ?? { deny: 0, warn: 0, audit: 0 };
    row.deny += deny;
    row.warn += warn;
    row.audit += audit;
    this.#rows.set(key, row);
  }

  text({ strong, faint }: Palette): string {
    if (this.#rows.size === 0) return '';
    const rows = [...this.#rows].toSorted(([, left], [, right]) => compareBadness(left, right));
    const shown = rows.slice(0, this.#max).map(([name, counts]) => [plain(name, MAX_NAME), counts] as const);
    const width = Math.max(this.#title.length, ...shown.map(([name]) => name.length));
    const head = strong(`${this.#title.padEnd(width)}${cells(['deny', 'warn', 'audit'])}`);
    const lines = shown.map(([name, { deny, warn, audit }]) => `${name.padEnd(width)}${cells([deny, warn, audit])}`);
    const left = rows.length - shown.length;
    return [head, ...lines, ...(left === 0 ? [] : [faint(`and ${plural(left, this.#title)} more`)]), '', ''].join('\n');
  }
}

function cells(values: readonly (string | number)[]): string {
  return values.map((value) => String(value).padStart(9)).join('');
}

function compareBadness(left: Counts, right: Counts): number {
  return right.deny - left.deny || right.warn - left.warn || right.audit - left.audit;
}

interface Line {
  readonly text: string;
  /** How many findings it stands for. */
  readonly findings: number;
}

/** One line for all findings of a slice that say the same; of each action as many lines as could be shown. */
class WorstFindings {
  readonly #palette: Palette;
  readonly #lines: Readonly<Record<keyof Counts, Line[]>> = { deny: [], warn: [], audit: [] };
  #total = 0;

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  add({ decision }: JudgedStored): void {
    const { deny, warn, audit } = decision.counts;
    this.#total += deny + warn + audit;
    const { namespace, name } = decision.subject.slice.metadata;
    for (const alike of Map.groupBy(decision.findings, kindOf).values()) {
      const [first] = alike;
      if (first === undefined || first.action === 'off' || this.#lines[first.action].length >= MAX_LINES) continue;
      this.#lines[first.action].push({
        text: this.#line(`${namespace}/${name}`, first, first.action, alike.length - 1),
        findings: alike.length,
      });
    }
  }

  text(): string {
    const { deny, warn, audit } = this.#lines;
    const shown = [...deny, ...warn, ...audit].slice(0, MAX_LINES);
    if (shown.length === 0) return '';
    const left = this.#total - shown.reduce((sum, line) => sum + line.findings, 0);
    return `${shown.map((line) => line.text).join('')}${left === 0 ? '' : `and ${left} more: -o json\n`}\n`;
  }

  /** `shop/web-1 deny denied-address/loopback endpoints[0].addresses[0]: … (and 3 more)`. */
  #line(slice: string, finding: Finding, action: keyof Counts, others: number): string {
    const { strong } = this.#palette;
    const field = finding.field === '' ? '' : ` ${strong(finding.field)}`;
    const more = others === 0 ? '' : ` (and ${others} more)`;
    return `${strong(plain(slice, MAX_NAME))} ${this.#palette[action](kindOf(finding))}${field}: ${finding.message}${more}\n`;
  }
}
