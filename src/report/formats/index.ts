// The formats of --output: the flags and their help are made from this table. A writer is loaded when it is used, so
// that --help costs nothing.
import type { Problem } from '../../model/problem.ts';
import type { AnyRule } from '../../policy/rule.ts';
import type { Decision } from '../../policy/subject.ts';
import { withoutLogCommands } from '../log-commands.ts';
import type { Palette } from '../palette.ts';
import type { ClusterProblem, Judged, JudgedStored, ReportWriter } from '../writer.ts';

/** What writers are made from; each takes what it needs. */
export interface FormatContext {
  readonly palette: Palette;
  /** `--summary`: the numbers of findings instead of the findings. */
  readonly isSummary: boolean;
  /** The rules that may have found something. */
  readonly rules: readonly AnyRule[];
  readonly digest: (decision: Decision) => string;
  readonly warnings: (decision: Decision) => readonly string[];
  /** Backslashes in paths are separators. */
  readonly isWindows: boolean;
  /** For fingerprints. */
  readonly hash: (text: string) => string;
}

type Make<Entry, Trouble> = (context: FormatContext) => Promise<ReportWriter<Entry, Trouble>>;

/** The commands that print reports. */
export type Audience = 'check' | 'audit';

export interface Format {
  readonly name: string;
  /** One line of --help. */
  readonly help: string;
  /** What `--quiet` prints of it. Programs get the whole report: they choose themselves. */
  readonly quiet: 'all' | 'strong findings' | 'strong findings and the summary';
  readonly check: Make<Judged, Problem>;
  /** Absent if `audit` does not offer it: an object of a cluster has no file and no line. */
  readonly audit?: Make<JudgedStored, ClusterProblem>;
}

const json: Make<Judged | JudgedStored, Problem | ClusterProblem> = async (context) =>
  (await import('./json.ts')).jsonWriter(context);
const yaml: Make<Judged | JudgedStored, Problem | ClusterProblem> = async (context) =>
  (await import('./yaml.ts')).yamlWriter(context);

/** Each piece of a report begins a line. */
function forLogs<Entry, Trouble>(writer: ReportWriter<Entry, Trouble>): ReportWriter<Entry, Trouble> {
  return {
    begin: (head) => withoutLogCommands(writer.begin(head)),
    decision: (judged) => withoutLogCommands(writer.decision(judged)),
    problem: (problem, lines) => withoutLogCommands(writer.problem(problem, lines)),
    end: (summary) => withoutLogCommands(writer.end(summary)),
  };
}

export const FORMATS = [
  {
    name: 'text',
    help: 'for a terminal: findings with the lines of the source; of a cluster, tables and the worst findings',
    quiet: 'strong findings',
    check: async ({ isSummary, palette }) =>
      forLogs(
        isSummary
          ? (await import('./summary-text.ts')).summaryWriter(palette)
          : (await import('./text.ts')).textWriter(palette),
      ),
    audit: async ({ palette }) => forLogs((await import('./audit-text.ts')).auditTextWriter(palette)),
  },
  {
    name: 'json',
    help: 'the report that check and audit share, a public contract',
    quiet: 'all',
    check: json,
    audit: json,
  },
  { name: 'yaml', help: 'the same as json', quiet: 'all', check: yaml, audit: yaml },
  {
    name: 'sarif',
    help: 'SARIF 2.1.0, for GitHub code scanning and editors',
    quiet: 'all',
    check: async (context) => (await import('./sarif.ts')).sarifWriter(context),
  },
  {
    name: 'junit',
    help: 'JUnit XML, for the test views of CI systems: denied objects have failed',
    quiet: 'all',
    check: async () => (await import('./junit.ts')).junitWriter(),
  },
  {
    name: 'github',
    help: 'annotations of GitHub Actions, which shows 10 errors and 10 warnings of a step',
    quiet: 'strong findings',
    check: async () => (await import('./github.ts')).githubWriter(),
  },
  {
    name: 'markdown',
    help: 'a comment on a pull request, at most 65,536 characters',
    quiet: 'strong findings and the summary',
    check: async () => (await import('./markdown.ts')).markdownWriter(),
  },
] as const satisfies readonly Format[];

export type FormatName = (typeof FORMATS)[number]['name'];

/** A format that a command offers. */
type Offered<A extends Audience> = Format & Required<Pick<Format, A>>;

function isOffered<A extends Audience>(format: Format, audience: A): format is Offered<A> {
  return format[audience] !== undefined;
}

/** In the order of the table. */
export function formatsOf<A extends Audience>(audience: A): readonly Offered<A>[] {
  const all: readonly Format[] = FORMATS;
  return all.filter((format) => isOffered(format, audience));
}

/** Throws for a format that the command does not offer. */
export function findFormat<A extends Audience>(name: FormatName, audience: A): Offered<A> {
  const format = formatsOf(audience).find((one) => one.name === name);
  if (format === undefined) throw new Error(`${audience} has no format ${name}`);
  return format;
}

/** Names and what they are, as a block of --help. */
export function formatsHelp(audience: Audience): string {
  const formats = formatsOf(audience);
  const width = Math.max(...formats.map(({ name }) => name.length));
  return formats.map(({ name, help }) => `  ${name.padEnd(width)}  ${help}`).join('\n');
}
