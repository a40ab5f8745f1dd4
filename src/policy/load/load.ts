// From policy files to a PolicySet: reading with positions, and every mistake with file:line:column.
import type { z } from 'zod';
import { formatProblem, UserError, type Position } from '../../model/problem.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { isProblem, readDocuments, type YamlDocument } from '../../yaml/read.ts';
import { compilePolicy, type Compiled, type CompileOptions } from './compile.ts';
import { policySchema, type PolicyDocument, type Preset } from './document.ts';
import { describeIssues, type DocumentProblem } from './document-problem.ts';
import { groupByRule, type PolicySet } from '../policy-set.ts';
import { presetDocument } from './presets.ts';
import { prototypeNames, withoutPrototypeNames } from './prototype-names.ts';
import { repairPolicy } from './repair.ts';

export interface PolicySource {
  /** For messages only. */
  readonly file: string;
  readonly text: string;
}

export interface LoadOptions extends CompileOptions {
  /** Instead of policy files; `recommended` when there are none either. */
  readonly preset?: Preset | undefined;
}

/** One policy as written, and compiled. */
export interface LoadedPolicy {
  readonly file: string;
  readonly document: YamlDocument;
  readonly written: PolicyDocument;
  readonly compiled: Compiled;
}

/** No one reads a list of a thousand typos. */
const MAX_LINES = 20;

/**
 * Reads and compiles the policies of all files; without any, the preset. Several policies add up.
 * Throws UserError with a line `file:line:column: message` for each mistake; loads all or nothing.
 */
export function loadPolicies(sources: readonly PolicySource[], options: LoadOptions): PolicySet {
  return assemble(
    loadCompiled(sources, options).map((one) => one.compiled),
    options,
  );
}

/** What `loadPolicies` puts together, one by one. */
export function loadCompiled(
  sources: readonly PolicySource[],
  options: LoadOptions,
): readonly Pick<LoadedPolicy, 'written' | 'compiled'>[] {
  refuseUnknownSelection(options);
  if (sources.length === 0) {
    const written = presetDocument(options.preset ?? 'recommended');
    return [{ written, compiled: compilePreset(options) }];
  }
  if (options.preset !== undefined)
    throw new UserError('--preset and --policy exclude each other; set spec.preset in the policy');
  return loadEach(sources, options);
}

/** The policies of all files one by one, in their order. Throws UserError as loadPolicies does. */
export function loadEach(sources: readonly PolicySource[], options: CompileOptions): readonly LoadedPolicy[] {
  const lines: string[] = [];
  const loaded = sources.flatMap((source) => loadSource(source, options, lines));
  if (lines.length > MAX_LINES) lines.splice(MAX_LINES, Infinity, `and ${lines.length - MAX_LINES} more`);
  if (lines.length > 0) throw new UserError(...lines);
  return loaded;
}

/** Throws UserError. */
export function compilePreset(options: LoadOptions): Compiled {
  const problems: DocumentProblem[] = [];
  const compiled = compilePolicy(presetDocument(options.preset ?? 'recommended'), options, problems);
  // With --rules a rule that cannot run without options may be asked for.
  if (problems.length > 0)
    throw new UserError(
      ...problems.map(({ path, message }) => `${path.join('.')}: ${message}; give a --policy that sets it`),
    );
  return compiled;
}

function loadSource({ file, text }: PolicySource, options: CompileOptions, lines: string[]): LoadedPolicy[] {
  const report = (position: Position, message: string): void =>
    void lines.push(formatProblem({ file, ...position, message }));
  const loaded: LoadedPolicy[] = [];
  let documents = 0;
  for (const item of readDocuments(text)) {
    documents++;
    if (isProblem(item)) report(item.position, item.message);
    else loaded.push(...loadDocument(file, item, options, report));
  }
  if (documents === 0) report({ line: 1, column: 1 }, 'contains no SlicePolicy');
  return loaded;
}

export function loadDocument(
  file: string,
  document: YamlDocument,
  options: CompileOptions,
  report: (position: Position, message: string) => void,
): LoadedPolicy[] {
  const problems: DocumentProblem[] = [];
  const parsed = policySchema.safeParse(document.value, { reportInput: true });
  const loaded = parsed.success
    ? [{ file, document, written: parsed.data, compiled: compilePolicy(parsed.data, options, problems) }]
    : [];
  if (!parsed.success) {
    problems.push(...describePolicy(parsed.error));
    const repaired = repairPolicy(document.value, parsed.error);
    if (repaired !== undefined)
      compilePolicy(repaired.document, { ...options, anyNetwork: repaired.anyNetwork }, problems);
  }
  problems.splice(0, Infinity, ...prototypeNames(document.value), ...withoutPrototypeNames(problems));
  for (const { path } of document.duplicates())
    problems.push({ path, onKey: true, message: 'duplicate key; kubectl would silently use the last one' });
  for (const { position, message } of inOrder(problems, document)) report(position, message);
  return loaded;
}

interface Placed {
  readonly position: Position;
  readonly message: string;
}

/** By line and column, each once. */
function inOrder(problems: readonly DocumentProblem[], document: YamlDocument): readonly Placed[] {
  const placed = new Map<string, Placed>();
  for (const { path, message, onKey } of problems) {
    const position = (onKey === true ? document.keyPosition(path) : document.position(path)) ?? document.start;
    const where = path.length === 0 ? '' : `${path.join('.')}: `;
    placed.set(`${where}${message}`, { position, message: `${where}${message}` });
  }
  return [...placed.values()].toSorted(
    ({ position: left }, { position: right }) => left.line - right.line || left.column - right.column,
  );
}

function describePolicy(error: z.ZodError): DocumentProblem[] {
  return describeIssues(error, [], policySchema);
}

function refuseUnknownSelection({ only, rules }: LoadOptions): void {
  const known = rules.map((rule) => rule.id);
  for (const id of only ?? []) {
    if (known.includes(id)) continue;
    const hint = didYouMean(id, known, 'run "sliceward rules" for the list');
    throw new UserError(`--rules: unknown rule "${id}"; ${hint}`);
  }
}

/** Several policies add up. */
export function assemble(compiled: readonly Compiled[], { rules }: LoadOptions): PolicySet {
  const instances = compiled.flatMap((one) => one.instances);
  return {
    policies: compiled.map((one) => one.policy),
    groups: groupByRule(instances, rules),
    writers: {
      controllers: new Set(compiled.flatMap(({ policy }) => [...policy.writers.controllers])),
      trusted: compiled.flatMap(({ policy }) => policy.writers.trusted),
    },
    kinds: new Set([...compiled.flatMap((one) => one.policy.kinds), ...instances.flatMap(({ kinds }) => kinds)]),
    excludedNamespaces: inAll(compiled.map((one) => one.excludedNamespaces)),
  };
}

/** The registration excludes a namespace only if every policy does. */
function inAll(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((name) => others.every((list) => list.includes(name)));
}
