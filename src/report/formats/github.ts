// Workflow commands of GitHub Actions: its runner turns each line into an annotation of a pull request's files.
// GitHub shows at most 10 errors and 10 warnings of a step, so findings of an object that say the same share one.
import { cut, plain } from '../../model/plain.ts';
import type { Position } from '../../model/problem.ts';
import type { Counts } from '../../policy/subject.ts';
import { alike, andMore, NOT_JUDGED, objectTitle } from '../alike.ts';
import { summaryLine } from './text.ts';
import { reasonsToDeny, undecidedText, UndecidedTally } from '../undecided.ts';
import type { ReportWriter } from '../writer.ts';

const MAX_TEXT = 2000;

const COMMANDS: Readonly<Record<keyof Counts, string>> = { deny: 'error', warn: 'warning', audit: 'notice' };

export function githubWriter(): ReportWriter {
  const undecided = new UndecidedTally();
  return {
    begin: () => '',
    decision({ decision, source }) {
      undecided.add(decision);
      const name = objectTitle(decision);
      const lines = alike(decision.findings).map(({ first, kind, action, findings }) => {
        const field = first.field === '' ? '' : `${first.field}: `;
        const at = source.locate(first.path);
        return command(
          COMMANDS[action],
          source.file,
          at,
          `${kind} in ${name}`,
          `${field}${first.message}${andMore(findings - 1)}`,
        );
      });
      const undecidable = reasonsToDeny(decision).map((reason) =>
        command('error', source.file, source.start, `deny undecided in ${name}`, undecidedText(reason)),
      );
      const skipped = decision.unmatched
        ? [command('notice', source.file, source.start, 'not judged', `${name} is ${NOT_JUDGED}`)]
        : [];
      return [...lines, ...undecidable, ...skipped].join('');
    },
    problem: ({ message, ...place }) => command('error', place.file, place, 'problem', message),
    end: (summary) => `${undecided.lines()}${summaryLine(summary)}\n`,
  };
}

function command(name: string, file: string, { line, column }: Position, title: string, message: string): string {
  // GitHub must find the file by its name, so line breaks in it are encoded; only other control characters are escaped.
  const properties = `file=${plain(property(cut(file, MAX_TEXT)), Infinity)},line=${line},col=${column},title=${property(plain(title, MAX_TEXT))}`;
  return `::${name} ${properties}::${data(plain(message, MAX_TEXT))}\n`;
}

/** The runner decodes these, `%25` last: a percent sign must come first here. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
