// Fixes in the text of manifests: judged, edited in place, read and judged again. A text that does not then mean what
// was planned is left alone.
import { isDeepStrictEqual } from 'node:util';
import { applyPatch, toPointer, type PatchOperation } from '../model/json-patch.ts';
import { formatProblem, type Position } from '../model/problem.ts';
import { planFixes, type Plan } from '../policy/fix/fixes.ts';
import { worsened } from '../policy/fix/apply-fixes.ts';
import type { Decision, Finding } from '../policy/subject.ts';
import { editDocuments } from '../yaml/edit/edit.ts';
import { isProblem, readDocuments } from '../yaml/read.ts';
import { decodeProblems } from './decode-problems.ts';
import { readText, type ManifestSlice } from './read.ts';

export interface FixedFinding {
  readonly finding: Finding;
  /** In the text as it was when the finding was made. */
  readonly position: Position;
}

export interface Rewritten {
  readonly kind: 'rewritten';
  /** The text that was given, if nothing was fixed. */
  readonly text: string;
  readonly fixed: readonly FixedFinding[];
  /** What has a fix that could not be used, in the new text. */
  readonly unfixed: readonly UnfixedFinding[];
  /** The same in the text that was given. */
  readonly unfixedBefore: readonly UnfixedFinding[];
}

export interface UnfixedFinding extends FixedFinding {
  readonly why: string;
}

/** The text is left alone as a whole. */
export interface NotRewritten {
  readonly kind: 'not-rewritten';
  readonly why: string;
}

export interface RewriteOptions {
  /** For messages. */
  readonly file: string;
  /** Filled in where an object names none. */
  readonly namespace: string;
  readonly judge: (item: ManifestSlice) => Decision;
}

/** The second finds nothing left to do, unless an object has more than a thousand faults or is to be spared. */
const MAX_ROUNDS = 25;
const UNSAFE = 'its text would not mean what it should after the fixes: change it by hand';

/**
 * Fixes everything that can be: all findings of writers that are not controllers. A second call with the text changes
 * nothing.
 */
export function rewriteText(text: string, options: RewriteOptions): Rewritten | NotRewritten {
  const rewriter = new Rewriter(text, options);
  const problem = rewriter.problem();
  return problem === undefined ? rewriter.run() : { kind: 'not-rewritten', why: problem };
}

/** One object of the text as it is now. */
interface Judged {
  readonly item: ManifestSlice;
  readonly object: string;
  readonly decision: Decision;
}

/** What is planned for it. */
interface Planned extends Judged {
  readonly plan: Plan;
  /** Of the plan, with paths from the root of the document. */
  readonly operations: readonly PatchOperation[];
}

class Rewriter {
  readonly #original: string;
  readonly #options: RewriteOptions;
  #text: string;
  /** Of each object as it was at first. */
  readonly #before = new Map<string, Decision>();
  #fixed: FixedFinding[] = [];
  readonly #touched = new Set<string>();
  /** In this round. */
  #unfixed: UnfixedFinding[] = [];
  #unfixedBefore: readonly UnfixedFinding[] | undefined;
  /** Objects that are left as they are, because a fix would make something else worse. */
  readonly #spared = new Map<string, string>();

  constructor(text: string, options: RewriteOptions) {
    this.#original = text;
    this.#options = options;
    this.#text = text;
  }

  problem(): string | undefined {
    for (const item of readText(this.#text, this.#options.file, this.#options.namespace)) {
      const [first] = item.kind === 'problem' ? [item] : item.kind === 'slice' ? decodeProblems(item) : [];
      if (first !== undefined) return `it has problems (${formatProblem(first.problem)})`;
    }
    return undefined;
  }

  run(): Rewritten | NotRewritten {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const judged = this.#judge();
      if (this.#spareWorse(judged)) {
        this.#startAgain();
        continue;
      }
      this.#unfixed = [];
      const planned = judged.flatMap((one) => this.#plan(one) ?? []);
      const was = this.#text;
      if (planned.length > 0 && !this.#edit(planned)) return { kind: 'not-rewritten', why: UNSAFE };
      this.#unfixedBefore ??= this.#unfixed;
      if (this.#text === was) {
        return {
          kind: 'rewritten',
          text: was,
          fixed: this.#fixed,
          unfixed: this.#unfixed,
          unfixedBefore: this.#unfixedBefore,
        };
      }
    }
    return { kind: 'not-rewritten', why: 'it has more faults than can be fixed at once (some 25,000 an object)' };
  }

  #judge(): readonly Judged[] {
    const judged: Judged[] = [];
    for (const item of readText(this.#text, this.#options.file, this.#options.namespace)) {
      if (item.kind === 'slice') judged.push({ item, object: keyOf(item), decision: this.#options.judge(item) });
    }
    return judged;
  }

  /** True if there are objects about which a rule now says more than at first. */
  #spareWorse(judged: readonly Judged[]): boolean {
    const known = this.#spared.size;
    for (const { object, decision } of judged) {
      const before = this.#before.get(object);
      const rule = before && this.#touched.has(object) ? worsened(before, decision) : undefined;
      if (rule !== undefined) this.#spared.set(object, `${rule} would have more to say afterwards`);
    }
    return this.#spared.size > known;
  }

  #startAgain(): void {
    this.#text = this.#original;
    this.#fixed = [];
    this.#touched.clear();
    this.#unfixedBefore = undefined;
  }

  #plan({ item, object, decision }: Judged): Planned | undefined {
    if (!this.#before.has(object)) this.#before.set(object, decision);
    if (decision.writer.class === 'controller') return undefined;
    const spared = this.#spared.get(object);
    if (spared !== undefined) {
      for (const finding of decision.findings) if (finding.fix.length > 0) this.#refuse(item, finding, spared);
      return undefined;
    }
    const plan = planFixes(decision.findings, item.value, () => true);
    if (plan.operations.length === 0) return undefined;
    const at = toPointer(item.path);
    const operations = plan.operations.map((operation) => ({ ...operation, path: `${at}${operation.path}` }));
    return { item, object, decision, plan, operations };
  }

  /** False if the text would not mean what was planned; then it is as it was. */
  #edit(planned: readonly Planned[]): boolean {
    // Several objects are in one document if it is a list of them; what is done to one leaves the paths of the others
    // as they are.
    const byDocument = new Map<number, PatchOperation[]>();
    for (const { item, operations } of planned) {
      const known = byDocument.get(item.document);
      if (known === undefined) byDocument.set(item.document, [...operations]);
      else for (const operation of operations) known.push(operation);
    }
    const edited = editDocuments(this.#text, byDocument);
    const done = new Map(
      [...byDocument].map(([document, operations]) => [
        document,
        operations.filter((operation) => !edited.refused.has(operation)),
      ]),
    );
    if (!means(edited.text, this.#text, done)) return false;
    for (const { item, plan, operations } of planned) {
      const refused = new Map(operations.map((operation) => [operation.path, edited.refused.get(operation)]));
      for (const finding of plan.findings) this.#record(item, finding, refused);
    }
    this.#text = edited.text;
    return true;
  }

  #record(item: ManifestSlice, finding: Finding, refused: ReadonlyMap<string, string | undefined>): void {
    const at = toPointer(item.path);
    const why = finding.fix
      .map(({ path }) => reasonFor(refused, `${at}${path}`))
      .find((reason) => reason !== undefined);
    if (why !== undefined) {
      this.#refuse(item, finding, why);
      return;
    }
    this.#fixed.push({ finding, position: item.locate(finding.path) });
    this.#touched.add(keyOf(item));
  }

  #refuse(item: ManifestSlice, finding: Finding, why: string): void {
    this.#unfixed.push({ finding, position: item.locate(finding.path), why });
  }
}

/**
 * Why nothing was done at a path: what was to be set inside of an item that was to go, and stays, was not set either.
 */
function reasonFor(refused: ReadonlyMap<string, string | undefined>, pointer: string): string | undefined {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const reason = refused.get(pointer.slice(0, end));
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function keyOf({ document, path }: ManifestSlice): string {
  return `${document} ${toPointer(path)}`;
}

/** Whether each document has become what the operations make of it, and every other one is what it was. */
function means(after: string, before: string, operations: ReadonlyMap<number, readonly PatchOperation[]>): boolean {
  const now = valuesOf(after);
  const was = valuesOf(before);
  if (now === undefined || was?.length !== now.length) return false;
  return was.every((value, index) => isDeepStrictEqual(applyPatch(value, operations.get(index) ?? []), now[index]));
}

function valuesOf(text: string): readonly unknown[] | undefined {
  const values: unknown[] = [];
  for (const item of readDocuments(text)) {
    if (isProblem(item)) return undefined;
    values.push(item.value);
  }
  return values;
}
