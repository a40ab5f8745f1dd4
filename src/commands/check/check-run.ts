// What `sliceward check` does: manifests in, one decision for each slice, a report out, an exit code.
import { Exclusion } from '../../manifests/exclusion.ts';
import { decodeProblems } from '../../manifests/decode-problems.ts';
import { readManifests, type ManifestItem, type ManifestProblem, type ManifestSlice } from '../../manifests/read.ts';
import { isOnlyRemoval, readStored, StoredSlices } from '../../manifests/stored.ts';
import { impersonate } from '../../manifests/user.ts';
import { UserError } from '../../model/problem.ts';
import { evaluate } from '../../policy/evaluate/engine.ts';
import { loadPolicies } from '../../policy/load/load.ts';
import { decodedStored, makeSubject } from '../../policy/make-subject.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import type { Operation } from '../../policy/rule.ts';
import type { Decision, Subject, User } from '../../policy/subject.ts';
import { plural } from '../../report/plural.ts';
import { addDecision, emptySummary, reportHead, type Summary } from '../../report/document.ts';
import type { ReportWriter } from '../../report/writer.ts';
import { FactIndex } from '../../view/index.ts';
import { WatchedView } from '../../view/watched.ts';
import { RULES } from '../../rules/index.ts';
import { checkWriter, type WriterOptions } from '../report-writer.ts';
import { diffWriter } from './diff-writer.ts';
import type { Io } from '../io.ts';
import { kubernetesNote, type KubernetesAsked } from '../kubernetes-option.ts';
import { fails } from '../outcome.ts';
import { Output } from '../output.ts';
import { readPolicyFiles, type PolicyFlags } from '../policy-flags.ts';
import { ProgressLine } from './progress.ts';
import { sha256 } from '../sha256.ts';
import { Waiting } from './waiting.ts';
import { VERSION } from '../version.ts';

export interface CheckOptions extends PolicyFlags, WriterOptions {
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly operation?: Operation;
  readonly old?: string;
  readonly namespace: string;
  readonly kubernetesVersion: KubernetesAsked;
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly exclude?: readonly string[];
  /** False with --no-ignore. */
  readonly ignore: boolean;
  readonly failOnEmpty?: boolean;
}

/**
 * Judges every slice of the paths and sets the exit code. Throws UserError for policies and flags that are wrong:
 * nothing has been printed then.
 */
export async function runCheck(paths: readonly string[], options: CheckOptions, io: Io): Promise<void> {
  if ([...paths, options.old].filter((path) => path === '-').length > 1)
    throw new UserError('standard input (-) appears twice; give it once');
  const user = readUser(options);
  const isFixing = options.fix === true || options.diff === true;
  if (isFixing) refuseToFix(paths, options);
  if (options.summary === true && options.output !== 'text')
    throw new UserError('--summary prints text only; remove --output');
  const policies = loadPolicies(await readPolicyFiles(options), {
    rules: RULES,
    sha256,
    preset: options.preset,
    only: options.rules,
  });
  const writer = options.diff === true ? diffWriter(io) : await checkWriter(options, policies, io);
  const run = new CheckRun(policies, user, options, writer, io);
  try {
    await run.readOld();
    const isFixed = !isFixing || (await run.fix(paths));
    const { namespace } = options;
    for await (const batch of readManifests({
      paths,
      namespace,
      readStdin: io.readStdin,
      facts: run.facts,
      exclusion: run.exclusion,
    })) {
      for (const item of batch) {
        run.take(item);
        const room = run.room();
        if (room !== undefined) await room;
      }
    }
    for (const item of run.waiting()) {
      run.judge(item);
      const room = run.room();
      if (room !== undefined) await room;
    }
    run.finish();
    if (!isFixed) io.setExitCode(2);
  } finally {
    run.output.flush();
    run.clearProgress();
  }
}

class CheckRun {
  readonly output: Output;
  /** Of the report: its count is printed. */
  readonly exclusion: Exclusion;
  readonly #summary: Summary = emptySummary();
  readonly #line: ProgressLine;
  #files = 0;
  readonly #policies: PolicySet;
  readonly #user: User | undefined;
  readonly #options: CheckOptions;
  readonly #io: Io;
  readonly #writer: ReportWriter;
  #stored = new StoredSlices();
  readonly #index = new FactIndex('partial');
  readonly #view = new WatchedView(this.#index);
  readonly #waiting = new Waiting();
  /** All facts of the input are known. */
  #isWhole: boolean;
  #early = 0;
  #updates = 0;
  #removing = 0;

  constructor(policies: PolicySet, user: User | undefined, options: CheckOptions, writer: ReportWriter, io: Io) {
    this.#policies = policies;
    this.#user = user;
    this.#options = options;
    this.#io = io;
    this.#line = new ProgressLine(io);
    this.exclusion = exclusionOf(options);
    this.#isWhole = policies.kinds.size === 0;
    this.#writer = writer;
    this.output = new Output(io, () => this.clearProgress());
    this.output.write(
      this.#writer.begin(
        reportHead({ version: VERSION, policies: policies.policies, kubernetes: options.kubernetesVersion.version }),
      ),
    );
  }

  async readOld(): Promise<void> {
    const { old, namespace } = this.#options;
    if (old === undefined) return;
    const { slices, problems } = await readStored(old, namespace, this.#io.readStdin);
    this.#stored = slices;
    for (const problem of problems) this.#problem(problem);
  }

  /** False if something could not be written. */
  async fix(paths: readonly string[]): Promise<boolean> {
    const { namespace, diff: isDiff = false, quiet: isQuiet = false } = this.#options;
    const { fixManifests } = await import('./fix.ts');
    if (!this.#isWhole) await this.#readFacts(paths);
    return fixManifests(
      paths,
      { namespace, judge: (item) => this.#decide(item), isDiff, isQuiet, exclusion: exclusionOf(this.#options) },
      this.#io,
    );
  }

  /** Where the facts of the input go while it is read; undefined if they are known already, or no rule looks at any. */
  get facts(): FactIndex | undefined {
    return this.#isWhole ? undefined : this.#index;
  }

  /** Reads the input once for its facts: files are fixed one by one, and what a slice needs may be in a later one. */
  async #readFacts(paths: readonly string[]): Promise<void> {
    const { readFacts } = await import('../../manifests/facts.ts');
    const sink = { index: this.#index, namespace: this.#options.namespace };
    await readFacts(paths, sink, exclusionOf(this.#options));
    this.#isWhole = true;
  }

  take(item: ManifestItem): void {
    if (item.kind === 'file') this.#files++;
    else if (item.kind === 'document') this.#summary.documents++;
    else if (item.kind === 'problem') this.#problem(item);
    else if (this.#isWhole) this.judge(item);
    else this.#judgeOrWait(item);
  }

  #problem({ problem, lines }: ManifestProblem): void {
    this.#summary.problems++;
    this.output.write(this.#writer.problem(problem, lines));
  }

  #decide(item: ManifestSlice): Decision {
    return evaluate(this.#policies, this.#subject(item));
  }

  /** A slice whose judging asked for no fact is not judged again. */
  #judgeOrWait(item: ManifestSlice): void {
    this.#view.takeAsked();
    const decision = this.#decide(item);
    if (!this.#view.takeAsked()) this.#report(item, decision);
    else if (!this.#waiting.add(item)) {
      this.#early++;
      this.#report(item, decision);
    }
  }

  /** All that wait, when the input has been read to its end. */
  waiting(): readonly ManifestSlice[] {
    this.#isWhole = true;
    return this.#waiting.take();
  }

  judge(item: ManifestSlice): void {
    this.#report(item, this.#decide(item));
  }

  #report(item: ManifestSlice, decision: Decision): void {
    const { operation } = decision.subject;
    // No rule that would have reported it was run.
    if (item.problems.length > 0 && decision.findings.length === 0) {
      if (operation === 'UPDATE' && isOnlyRemoval(item, this.#stored.find(item))) this.#removing++;
      else for (const problem of decodeProblems(item)) this.#problem(problem);
      return;
    }
    addDecision(this.#summary, decision);
    this.output.write(this.#writer.decision({ decision, source: item, lines: item.lines }));
  }

  /**
   * Shows the progress. A promise while the output is not read: one for each item would cost as much as reading the
   * item.
   */
  room(): Promise<void> | undefined {
    this.#showProgress();
    return this.output.room();
  }

  #showProgress(): void {
    const { documents, slices } = this.#summary;
    this.#line.show(() => `${documents} documents in ${this.#files} files read, ${slices} EndpointSlices judged`);
  }

  clearProgress(): void {
    this.#line.clear();
  }

  finish(): void {
    this.output.write(this.#writer.end(this.#summary));
    this.output.flush();
    this.clearProgress();
    for (const note of this.#shownNotes()) this.#io.stderr(`sliceward: ${note}\n`);
    if (this.#summary.problems > 0 || this.#isEmpty()) this.#io.setExitCode(2);
    else this.#io.setExitCode(fails(this.#summary, this.#options.failOn) ? 1 : 0);
  }

  /** Nothing was read, or with --fail-on-empty nothing was judged. */
  #isEmpty(): boolean {
    const { documents, slices, notJudged } = this.#summary;
    if (this.#options.failOnEmpty === true) return slices - notJudged + this.#removing === 0;
    return documents === 0 && !this.#isAllExcluded();
  }

  #isAllExcluded(): boolean {
    return this.#files === 0 && this.exclusion.count > 0;
  }

  #subject(item: ManifestSlice): Subject {
    const stored = this.#stored.find(item);
    if (stored !== undefined) this.#updates++;
    const operation = this.#options.operation ?? (stored === undefined ? 'CREATE' : 'UPDATE');
    const old = operation === 'UPDATE' ? stored?.value : undefined;
    return makeSubject({
      operation,
      object: item,
      stored: stored && decodedStored(stored),
      user: this.#user,
      manifest: item.manifest(this.#options.kubernetesVersion.version, old),
      view: this.#view,
    });
  }

  *#shownNotes(): Generator<string> {
    // --quiet does not hide the reason for an exit code.
    const { documents, problems } = this.#summary;
    if (documents === 0 && problems === 0 && !this.#isAllExcluded()) {
      yield this.#files === 0
        ? 'no manifests found; give files, or folders with *.yaml, *.yml or *.json'
        : `no manifests found: ${this.#files === 1 ? 'the file is' : `all ${this.#files} files are`} empty`;
    } else if (this.#options.quiet !== true || this.#isEmpty()) yield* this.#notes();
  }

  /** What the report does not say: what was not judged, or not in the way that was asked for. */
  *#notes(): Generator<string> {
    const { slices, documents } = this.#summary;
    const kubernetes = kubernetesNote(this.#options.kubernetesVersion);
    if (kubernetes !== undefined) yield kubernetes;
    if (this.exclusion.count > 0)
      yield `excluded, not read: ${plural(this.exclusion.count, 'path')} (--exclude, .slicewardignore)`;
    if (slices + this.#removing === 0 && documents > 0)
      yield `no EndpointSlices found (${documents} documents in ${this.#files} files)`;
    if (this.#early > 0)
      yield `judged before the end of the input, because too many wait for facts: ${plural(this.#early, 'EndpointSlice')}`;
    if (this.#removing > 0)
      yield `too large to be judged, allowed because they only remove from those of --old: ${this.#removing} Endpoints`;
    if (this.#options.old !== undefined && this.#updates === 0)
      yield `--old ${this.#options.old} has none of the EndpointSlices: they were judged as new`;
  }
}

function exclusionOf({ exclude = [], ignore }: CheckOptions): Exclusion {
  return new Exclusion({ patterns: exclude, readsIgnoreFiles: ignore, workingFolder: '.' });
}

function refuseToFix(paths: readonly string[], { diff, output, summary }: CheckOptions): void {
  if (paths.includes('-')) throw new UserError('standard input cannot be fixed; give files or folders');
  if (diff === true && (output !== 'text' || summary === true))
    throw new UserError('--diff prints a diff only; remove --output and --summary');
}

/** As kubectl: groups alone do not impersonate a user. */
function readUser({ as, asGroup = [] }: CheckOptions): User | undefined {
  if (as !== undefined && as !== '') return impersonate(as, asGroup);
  if (as === '' || asGroup.length > 0) throw new UserError('--as-group needs a user; add --as');
  return undefined;
}
