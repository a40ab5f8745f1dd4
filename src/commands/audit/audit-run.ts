// What `sliceward audit` does: a cluster in, one decision for each slice, a report out, an exit code.
import { auditCluster, type Kind, type Progress } from '../../audit/audit.ts';
import type { Audited, AuditPolicies } from '../../audit/judge.ts';
import { Client, type Patience } from '../../kube/client.ts';
import { openCluster } from '../../kube/cluster.ts';
import { Transport } from '../../kube/transport.ts';
import { NEWEST_KUBERNETES } from '../../model/kubernetes-version.ts';
import { DNS_LABEL } from '../../model/names.ts';
import { UserError } from '../../model/problem.ts';
import { plural } from '../../report/plural.ts';
import { addDecision, emptySummary, reportHead, type Summary } from '../../report/document.ts';
import type { ClusterProblem, JudgedStored, ReportWriter } from '../../report/writer.ts';
import { RULES } from '../../rules/index.ts';
import { loadAuditPolicies } from '../../policy/load/audit-scope.ts';
import { fails } from '../outcome.ts';
import { auditWriter, type WriterOptions } from '../report-writer.ts';
import type { Io } from '../io.ts';
import { kubernetesNote, type KubernetesAsked } from '../kubernetes-option.ts';
import { readPolicyFiles, type PolicyFlags } from '../policy-flags.ts';
import { ProgressLine } from '../check/progress.ts';
import { sha256 } from '../sha256.ts';
import { parseDuration } from '../units.ts';
import { VERSION } from '../version.ts';

export interface AuditFlags extends PolicyFlags, WriterOptions {
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly requestTimeout: string;
  readonly kubernetesVersion?: KubernetesAsked;
}

/** Objects that cannot be decoded and are listed: the report keeps them until its end. */
const MAX_PROBLEMS = 1000;

/**
 * Judges every slice of the cluster and sets the exit code. Throws UserError and ExternalError for what is wrong before
 * the first page is there: nothing has been printed then.
 */
export async function runAudit(flags: AuditFlags, io: Io, patience?: Patience): Promise<void> {
  const { kubeconfig, context } = flags;
  const namespace = readNamespace(flags.namespace);
  const timeoutMs = parseDuration(flags.requestTimeout, '--request-timeout', 1);
  const policies = { ...(await readPolicies(flags)), kubernetes: flags.kubernetesVersion?.version };
  const cluster = openCluster({ kubeconfig, context, env: io.env });
  const client = new Client(new Transport(cluster, { timeoutMs, userAgent: `sliceward/${VERSION}` }), patience);
  const writer = await auditWriter(flags, policies.set, io);
  const run = new AuditRun(cluster.name, policies, flags, writer, io);
  try {
    await auditCluster(client, {
      namespace,
      policies,
      each: (audited) => run.take(audited),
      progress: (progress) => run.progress(progress),
      unread: (what, why) => run.unread(what, why),
      backlog: () => io.backlog?.(),
    });
  } finally {
    await client.close();
  }
  run.finish();
}

class AuditRun {
  readonly #cluster: string;
  readonly #policies: AuditPolicies;
  readonly #flags: AuditFlags;
  readonly #io: Io;
  readonly #line: ProgressLine;
  readonly #writer: ReportWriter<JudgedStored, ClusterProblem>;
  readonly #summary: Summary = emptySummary();
  #begun = false;
  /** Lists that expired while they were read. */
  readonly #later = new Set<Kind>();
  #controllers = 0;
  #brokenOff = false;

  constructor(
    cluster: string,
    policies: AuditPolicies,
    flags: AuditFlags,
    writer: ReportWriter<JudgedStored, ClusterProblem>,
    io: Io,
  ) {
    this.#cluster = cluster;
    this.#policies = policies;
    this.#flags = flags;
    this.#io = io;
    this.#line = new ProgressLine(io);
    this.#writer = writer;
  }

  progress({ what, done, total, later }: Progress): void {
    if (!this.#begun)
      this.#io.stdout(
        this.#writer.begin(
          reportHead({
            version: VERSION,
            policies: this.#policies.set.policies,
            kubernetes: this.#policies.kubernetes ?? NEWEST_KUBERNETES,
          }),
        ),
      );
    this.#begun = true;
    if (later > 0) this.#later.add(what);
    this.#line.show(() => `${done}${total === undefined ? '' : ` of ${total}`} ${what}`);
  }

  take(audited: Audited): void {
    this.#summary.documents++;
    if (audited.kind === 'problem') {
      const { namespace, name, message } = audited;
      this.#problem({ cluster: this.#cluster, object: { namespace, name }, message });
      return;
    }
    const { decision, resourceVersion } = audited;
    addDecision(this.#summary, decision);
    if (decision.writer.class === 'controller') this.#controllers++;
    // Most of a cluster is clean, and digests are computed only where they are shown.
    if (decision.findings.length === 0 && decision.undecided.length === 0 && !decision.unmatched) return;
    this.#print(this.#writer.decision({ decision, source: { cluster: this.#cluster, resourceVersion } }));
  }

  unread(what: Kind, why: string): void {
    this.#brokenOff = true;
    this.#problem({ cluster: this.#cluster, message: `not all ${what} were read: ${why}` });
  }

  finish(): void {
    this.#print(this.#writer.end(this.#summary));
    for (const note of this.#notes()) this.#io.stderr(`sliceward: ${note}\n`);
    if (this.#summary.problems > 0) this.#io.setExitCode(2);
    else this.#io.setExitCode(fails(this.#summary, this.#flags.failOn) ? 1 : 0);
  }

  #problem(problem: ClusterProblem): void {
    this.#summary.problems++;
    if (this.#summary.problems <= MAX_PROBLEMS || this.#brokenOff)
      this.#print(this.#writer.problem(problem, undefined));
  }

  #print(text: string): void {
    if (text === '') return;
    this.#line.clear();
    this.#io.stdout(text);
  }

  /** What the report cannot say. */
  *#notes(): Generator<string> {
    const { documents } = this.#summary;
    const { namespace } = this.#flags;
    if (documents === 0 && !this.#brokenOff)
      yield `no EndpointSlices and no Endpoints${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
    if (this.#controllers > 0) {
      const objects = plural(this.#controllers, 'object');
      yield `capped at audit: ${objects} of Kubernetes' controllers, to judge by marks that can be forged`;
    }
    const note = this.#flags.kubernetesVersion && kubernetesNote(this.#flags.kubernetesVersion);
    if (note !== undefined) yield note;
    for (const what of this.#later)
      yield (
        `the list of ${what} expired while it was read: its end shows a later state of the cluster than its ` +
          'beginning'
      );
  }
}

async function readPolicies(flags: AuditFlags): Promise<AuditPolicies> {
  return loadAuditPolicies(await readPolicyFiles(flags), {
    rules: RULES,
    sha256,
    preset: flags.preset,
    only: flags.rules,
  });
}

function readNamespace(name: string | undefined): string | undefined {
  if (name !== undefined && !DNS_LABEL.test(name)) {
    throw new UserError(`--namespace: ${JSON.stringify(name)} is not the name of a namespace`);
  }
  return name;
}
