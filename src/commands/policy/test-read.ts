// PolicyTest documents out of files, every mistake with its place.
import { readFilePieces, toProblem } from '../../manifests/files.ts';
import { findSources } from '../../manifests/find-sources.ts';
import { isObject } from '../../model/is-object.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { nearest } from '../../model/nearest.ts';
import type { Problem } from '../../model/problem.ts';
import { API_VERSION } from '../../policy/load/document.ts';
import { describeIssues, type DocumentProblem } from '../../policy/load/document-problem.ts';
import { prototypeNames, withoutPrototypeNames } from '../../policy/load/prototype-names.ts';
import { policyTestSchema, type ExpectedFinding, type PolicyTest } from '../../policy/test/document.ts';
import { RULES } from '../../rules/index.ts';
import { isProblem, readDocuments, type YamlDocument } from '../../yaml/read.ts';
import type { Io } from '../io.ts';

export interface ReadTest {
  readonly kind: 'test';
  readonly file: string;
  readonly document: YamlDocument;
  readonly test: PolicyTest;
}

export interface ReadProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
}

export async function* readTests(
  paths: readonly string[],
  io: Pick<Io, 'readStdin'>,
): AsyncGenerator<ReadTest | ReadProblem> {
  for await (const source of findSources(paths, io.readStdin)) {
    if (source.kind === 'problem') yield source;
    else if (source.kind === 'stream') yield* readSource(source.file, source.pieces);
    else for (const file of source.files) yield* readSource(file, readFilePieces(file));
  }
}

async function* readSource(
  file: string,
  pieces: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<ReadTest | ReadProblem> {
  let text = '';
  try {
    for await (const piece of pieces) text += piece;
  } catch (error) {
    yield { kind: 'problem', problem: toProblem(file, error).problem };
    return;
  }
  for (const item of readDocuments(text)) {
    if (isProblem(item)) yield { kind: 'problem', problem: { file, ...item.position, message: item.message } };
    else yield* readDocument(file, item);
  }
}

function* readDocument(file: string, document: YamlDocument): Generator<ReadTest | ReadProblem> {
  const { value } = document;
  // Manifests and policies may lie beside the tests that use them.
  if (
    !isObject(value) ||
    value['apiVersion'] !== API_VERSION ||
    nearest(String(value['kind']), ['PolicyTest']) === undefined
  )
    return;
  const parsed = policyTestSchema.safeParse(value, { reportInput: true });
  const others = parsed.success ? [...unknownRules(parsed.data)] : describeIssues(parsed.error, [], policyTestSchema);
  const problems = [...prototypeNames(value, isManifest), ...withoutPrototypeNames(others)];
  for (const { path } of document.duplicates()) problems.push({ path, onKey: true, message: 'duplicate key' });
  for (const problem of problems) yield { kind: 'problem', problem: toPlace(file, document, problem) };
  if (parsed.success && problems.length === 0) yield { kind: 'test', file, document, test: parsed.data };
}

/** An object that is judged may have any names: the rules speak of them. */
function isManifest([cases, , field]: DocumentProblem['path']): boolean {
  return cases === 'cases' && (field === 'manifest' || field === 'old');
}

function toPlace(file: string, document: YamlDocument, { path, message, onKey }: DocumentProblem): Problem {
  const position = (onKey === true ? document.keyPosition(path) : document.position(path)) ?? document.start;
  return { file, ...position, message: path.length === 0 ? message : `${path.join('.')}: ${message}` };
}

/** A typo in what must not be found would make the case pass for ever. */
function* unknownRules({ cases }: PolicyTest): Generator<DocumentProblem> {
  for (const [index, { expect }] of cases.entries()) {
    const path = ['cases', index, 'expect'];
    for (const [at, finding] of (expect.findings ?? []).entries())
      yield* unknownNames(finding, [...path, 'findings', at]);
    for (const [at, rule] of (expect.undecided ?? []).entries())
      yield* unknown('rule', rule, RULE_IDS, [...path, 'undecided', at]);
  }
}

const RULE_IDS = RULES.map((rule) => rule.id);

function* unknownNames(
  { rule: ruleId, id }: ExpectedFinding,
  path: DocumentProblem['path'],
): Generator<DocumentProblem> {
  yield* unknown('rule', ruleId, RULE_IDS, [...path, 'rule']);
  const rule = RULES.find((candidate) => candidate.id === ruleId);
  if (rule !== undefined && id !== undefined)
    yield* unknown(`message of ${ruleId}`, id, Object.keys(rule.messages), [...path, 'id']);
}

function* unknown(
  what: string,
  name: string,
  known: readonly string[],
  path: DocumentProblem['path'],
): Generator<DocumentProblem> {
  if (known.includes(name)) return;
  yield { path, message: `unknown ${what} "${name}"; ${didYouMean(name, known)}` };
}
