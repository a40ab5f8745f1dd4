// What `sliceward check` does: manifests in, one decision for each slice, a report out, an exit code.
import { readFile } from 'node:fs/promises';
import { misread } from '../manifests/misread.ts';
import { readManifests, type ManifestItem, type ManifestProblem, type ManifestSlice } from '../manifests/read.ts';
import { readStored, StoredSlices, toPast } from '../manifests/stored.ts';
import { impersonate } from '../manifests/user.ts';
import type { KubernetesVersion } from '../model/kubernetes-version.ts';
import { OutsideError, UserError } from '../model/problem.ts';
import { decisionDigest } from '../policy/digest.ts';
import type { Preset } from '../policy/document.ts';
import { evaluate } from '../policy/engine.ts';
import { loadPolicies } from '../policy/load.ts';
import { warnings } from '../policy/messages.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import type { Operation } from '../policy/rule.ts';
import type { Decision, Subject, User } from '../policy/subject.ts';
import { addDecision, emptySummary, reportHead, type Summary } from '../report/document.ts';
import { jsonWriter, yamlWriter } from '../report/json.ts';
import { ANSI, PLAIN } from '../report/palette.ts';
import { textWriter } from '../report/text.ts';
import type { ReportWriter } from '../report/writer.ts';
import { RULES } from '../rules/index.ts';
import type { Io } from './io.ts';
import { fails, hasColours, type FailOn } from './outcome.ts';
import { Output } from './output.ts';
import { sha256 } from './sha256.ts';
import { VERSION } from './version.ts';

export interface CheckOptions {
  readonly policy?: readonly string[];
  readonly preset?: Preset;
  readonly rules?: readonly string[];
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly operation?: Operation;
  readonly old?: string;
  readonly namespace: string;
  readonly output: 'text' | 'json' | 'yaml';
  readonly failOn: FailOn;
  readonly kubernetesVersion: KubernetesVersion;
}

/** Judges every slice of the paths and sets the exit code. Throws UserError for policies and flags that are wrong: nothing has been printed then. */
export async function runCheck(paths: readonly string[], options: CheckOptions, io: Io): Promise<void> {
  const user = readUser(options);
  const policies = await readPolicies(options);
  const run = new CheckRun(policies, user, options, io);
  try {
    await run.readOld();
    for await (const batch of readManifests({ paths, namespace: options.namespace, readStdin: io.readStdin })) {
      for (const item of batch) {
        run.take(item);
        const room = run.output.room();
        if (room !== undefined) await room;
      }
    }
    run.finish();
  } finally {
    run.output.flush();
  }
}

class CheckRun {
  readonly output: Output;
  readonly #summary: Summary = emptySummary();
  #files = 0;
  /** v1 Endpoints objects met. */
  #endpoints = 0;
  readonly #policies: PolicySet;
  readonly #user: User | undefined;
  readonly #options: CheckOptions;
  readonly #io: Io;
  readonly #writer: ReportWriter;
  #stored = new StoredSlices();
  #updates = 0;
  #unmatched = 0;

  constructor(policies: PolicySet, user: User | undefined, options: CheckOptions, io: Io) {
    this.#policies = policies;
    this.#user = user;
    this.#options = options;
    this.#io = io;
    this.#writer = makeWriter(options.output, policies, io);
    this.output = new Output(io);
    this.output.write(
      this.#writer.begin(reportHead({ version: VERSION, policies: policies.policies, kubernetes: options.kubernetesVersion })),
    );
  }

  async readOld(): Promise<void> {
    const { old, namespace } = this.#options;
    if (old === undefined) return;
    const { slices, problems } = await readStored(old, namespace, this.#io.readStdin);
    this.#stored = slices;
    for (const problem of problems) this.#problem(problem);
  }

  take(item: ManifestItem): void {
    if (item.kind === 'file') this.#files++;
    else if (item.kind === 'document') this.#summary.documents++;
    else if (item.kind === 'endpoints') this.#endpoints++;
    else if (item.kind === 'problem') this.#problem(item);
    else this.#judge(item);
  }

  #problem({ problem, lines }: ManifestProblem): void {
    this.#summary.problems++;
    this.output.write(this.#writer.problem(problem, lines));
  }

  #judge(item: ManifestSlice): void {
    const decision = evaluate(this.#policies, this.#subject(item));
    // No rule was asked that would have told.
    if (item.problems.length > 0 && decision.findings.length === 0) {
      for (const problem of misread(item)) this.#problem(problem);
      return;
    }
    addDecision(this.#summary, decision);
    if (decision.unmatched) this.#unmatched++;
    this.output.write(this.#writer.decision({ decision, source: item, lines: item.lines }));
  }

  finish(): void {
    this.output.write(this.#writer.end(this.#summary));
    this.output.flush();
    for (const note of this.#notes()) this.#io.stderr(`sliceward: ${note}\n`);
    if (this.#summary.problems > 0 || this.#files === 0) this.#io.setExitCode(2);
    else this.#io.setExitCode(fails(this.#summary, this.#options.failOn) ? 1 : 0);
  }

  #subject(item: ManifestSlice): Subject {
    const stored = this.#stored.find(item);
    if (stored !== undefined) this.#updates++;
    const operation = this.#options.operation ?? (stored === undefined ? 'CREATE' : 'UPDATE');
    const old = operation === 'UPDATE' ? stored : undefined;
    return {
      operation,
      slice: item.slice,
      past: old === undefined ? undefined : toPast(old.slice),
      user: this.#user,
      manifest: item.manifest(this.#options.kubernetesVersion, old?.value),
    };
  }

  /** What the report cannot say: that something was not judged at all. */
  *#notes(): Generator<string> {
    const { slices, documents, problems } = this.#summary;
    if (this.#files === 0 && problems === 0) yield 'no manifests found: give files, or folders that hold *.yaml, *.yml or *.json';
    else if (slices === 0 && documents > 0) yield `no EndpointSlices found (${documents} documents in ${this.#files} files)`;
    if (this.#endpoints > 0) yield `v1 Endpoints objects not judged yet: ${this.#endpoints}`;
    if (this.#unmatched > 0) yield `EndpointSlices that no policy applies to (namespace and the like): ${this.#unmatched}`;
    if (this.#options.old !== undefined && this.#updates === 0)
      yield `--old ${this.#options.old} holds none of the EndpointSlices: they were judged as new`;
  }
}

function makeWriter(output: CheckOptions['output'], policies: PolicySet, io: Io): ReportWriter {
  if (output === 'text') return textWriter(hasColours(io) ? ANSI : PLAIN);
  const shown = { digest: (decision: Decision) => decisionDigest(policies, decision, sha256), warnings };
  return output === 'json' ? jsonWriter(shown) : yamlWriter(shown);
}

/** As kubectl: groups alone impersonate nobody. */
function readUser({ as, asGroup = [] }: CheckOptions): User | undefined {
  if (as !== undefined && as !== '') return impersonate(as, asGroup);
  if (as === '' || asGroup.length > 0) throw new UserError('--as-group needs a user: add --as');
  return undefined;
}

async function readPolicies({ policy = [], preset, rules }: CheckOptions): Promise<PolicySet> {
  const sources = await Promise.all(policy.map(async (file) => ({ file, text: await readPolicy(file) })));
  return loadPolicies(sources, { rules: RULES, sha256, preset, only: rules });
}

async function readPolicy(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OutsideError(`--policy ${file} cannot be read`, { cause: error });
  }
}
