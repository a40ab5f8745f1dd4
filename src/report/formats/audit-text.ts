// The audit of a cluster for a terminal: numbers by rule and by namespace, then the worst findings. Only numbers and a
// few lines are kept in memory.
import { plain } from '../../model/plain.ts';
import type { Counts } from '../../policy/subject.ts';
import { alike, andMore, type Alike } from '../alike.ts';
import { CountsTable } from '../counts-table.ts';
import { countsText } from '../counts-text.ts';
import type { Palette } from '../palette.ts';
import { summaryLine } from './text.ts';
import { undecidedInCluster, UndecidedTally } from '../undecided.ts';
import type { ClusterProblem, JudgedStored, ReportWriter } from '../writer.ts';

/** Printed findings. */
const MAX_LINES = 50;
const MAX_NAMESPACES = 20;
const MAX_NAME = 300;

export function auditTextWriter(palette: Palette): ReportWriter<JudgedStored, ClusterProblem> {
  const rules = new CountsTable();
  const namespaces = new CountsTable();
  const worst = new WorstFindings(palette);
  const undecided = new UndecidedTally(undecidedInCluster);
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
    end(summary) {
      const tables = `${countsText('rule', rules, Infinity, palette)}${countsText('namespace', namespaces, MAX_NAMESPACES, palette)}`;
      return `${tables}${worst.text()}${undecided.lines()}${summaryLine(summary)}\n`;
    },
  };
}

function placeOf({ object }: ClusterProblem): string {
  return object === undefined ? '' : `${plain(`${object.namespace}/${object.name}`, MAX_NAME)} `;
}

interface Line {
  readonly text: string;
  /** How many findings it is about. */
  readonly findings: number;
}

/** One line for all findings of a slice that say the same. */
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
    for (const same of alike(decision.findings)) {
      const lines = this.#lines[same.action];
      if (lines.length < MAX_LINES)
        lines.push({ text: this.#line(`${namespace}/${name}`, same), findings: same.findings });
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
  #line(slice: string, { first, kind, action, findings }: Alike): string {
    const { strong } = this.#palette;
    const field = first.field === '' ? '' : ` ${strong(first.field)}`;
    return (
      `${strong(plain(slice, MAX_NAME))} ${this.#palette[action](kind)}${field}: ` +
      `${first.message}${andMore(findings - 1)}\n`
    );
  }
}
