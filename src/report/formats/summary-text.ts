// `--summary`: numbers of findings by rule and action, nothing about single objects.
import { CountsTable } from '../counts-table.ts';
import { countsText } from '../counts-text.ts';
import type { Palette } from '../palette.ts';
import { problemLines, summaryLine } from './text.ts';
import { UndecidedTally } from '../undecided.ts';
import type { ReportWriter } from '../writer.ts';

export function summaryWriter(palette: Palette): ReportWriter {
  const rules = new CountsTable();
  const undecided = new UndecidedTally();
  return {
    begin: () => '',
    decision({ decision }) {
      undecided.add(decision);
      for (const [rule, counts] of decision.countsByRule) rules.add(rule, counts);
      return '';
    },
    problem: (problem, lines) => problemLines(problem, lines, palette),
    end: (summary) => `${countsText('rule', rules, Infinity, palette)}${undecided.lines()}${summaryLine(summary)}\n`,
  };
}
