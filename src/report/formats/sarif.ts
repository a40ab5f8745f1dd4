// SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it: the strongest findings, and notifications of what
// could not be judged.
import { plain } from '../../model/plain.ts';
import type { AnyRule } from '../../policy/rule.ts';
import type { Position } from '../../model/problem.ts';
import type { Counts, Decision, Finding } from '../../policy/subject.ts';
import { NOT_JUDGED, objectName, objectTitle } from '../alike.ts';
import type { ReportHead } from '../document.ts';
import { fileUri } from './file-uri.ts';
import { KeptProblems } from './kept-problems.ts';
import { LEVELS, sarifRule } from './sarif-rule.ts';
import type { ReportProblem } from '../schema.ts';
import { Strongest } from './strongest.ts';
import { reasonsToDeny, undecidedText } from '../undecided.ts';
import type { Judged, ReportWriter } from '../writer.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const MAX_FIELD = 300;
/**
 * GitHub refuses a file with more than 25,000 results, and shows 5,000 (docs.github.com, SARIF support for code
 * scanning).
 */
const MAX_RESULTS = 5000;

interface SarifOptions {
  /** All rules that may have found something. */
  readonly rules: readonly AnyRule[];
  /** For fingerprints. */
  readonly hash: (text: string) => string;
  readonly isWindows: boolean;
}

type UriOf = (file: string) => string;

export function sarifWriter({ rules, hash, isWindows }: SarifOptions): ReportWriter {
  const uriOf: UriOf = (file) => fileUri(file, isWindows);
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const results = new Strongest<string>(MAX_RESULTS);
  const problems = new KeptProblems();
  const notJudged = new KeptProblems();
  let head: ReportHead | undefined;
  return {
    begin(first) {
      head = first;
      return '';
    },
    decision(judged) {
      for (const { action, ruleId, make } of sarifResults(judged, uriOf(judged.source.file), hash))
        results.add(action, () => JSON.stringify({ ruleId, ...make() }), ruleId);
      const { decision, source } = judged;
      if (decision.unmatched)
        notJudged.add({ file: source.file, ...source.start, message: `${objectTitle(decision)} is ${NOT_JUDGED}` });
      return '';
    },
    problem(problem) {
      problems.add(problem);
      return '';
    },
    end(summary) {
      const found = new Set(results.all.map(([, ruleId]) => ruleId));
      const notifications = [
        ...problems.all.map((problem) => notification('error', problem, uriOf)),
        ...notJudged.all.map((problem) => notification('note', problem, uriOf)),
        ...(results.dropped === 0 ? [] : [{ level: 'warning', message: message(droppedText(results.dropped)) }]),
      ];
      const run = {
        columnKind: 'utf16CodeUnits',
        results: RESULTS_HERE,
        tool: {
          driver: {
            name: 'sliceward',
            version: head?.tool.version,
            rules: [...found].flatMap((id) => known.get(id) ?? []).map(sarifRule),
          },
        },
        invocations: [{ executionSuccessful: summary.problems === 0, toolExecutionNotifications: notifications }],
        properties: { kubernetes: head?.kubernetes, policies: head?.policies, summary },
      };
      const lines = results.all.map(([text]) => `        ${text}`).join(',\n');
      const log = JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2);
      return `${log.replace(JSON.stringify(RESULTS_HERE), () => (lines === '' ? '[]' : `[\n${lines}\n      ]`))}\n`;
    },
  };
}

/** Results are a line each: there may be very many. No rule and no file has this name. */
const RESULTS_HERE = '\u0000results';

function droppedText(count: number): string {
  return (
    `${count} more results are not in this file, which has the ${MAX_RESULTS} strongest: GitHub shows no more. ` +
    'properties.summary counts all; -o json has all'
  );
}

function notification(level: 'error' | 'note', problem: ReportProblem, uriOf: UriOf): object {
  const locations = 'file' in problem ? [{ physicalLocation: physicalLocation(uriOf(problem.file), problem) }] : [];
  return { level, message: message(plain(problem.message, Infinity)), locations };
}

interface SarifResult {
  readonly action: keyof Counts;
  readonly ruleId: string;
  /** Makes the rest of it, if there is room for it. */
  readonly make: () => object;
}

/** Every finding, also those that say the same, and the undecided rules if they deny. */
function* sarifResults({ decision, source }: Judged, uri: string, hash: SarifOptions['hash']): Generator<SarifResult> {
  const object = plain(objectTitle(decision), MAX_FIELD);
  const name = plain(objectName(decision), MAX_FIELD);
  const fingerprint = fingerprints(decision, hash);
  for (const finding of decision.findings) {
    const { rule, id, actionBefore, capped, seen, expected } = finding;
    const action = finding.action === 'off' ? 'audit' : finding.action;
    const field = plain(finding.field, MAX_FIELD);
    const make = (): object => ({
      level: LEVELS[action],
      message: message(field === '' ? finding.message : `${field}: ${finding.message}`),
      locations: [location(uri, source.locate(finding.path), field === '' ? name : `${name}/${field}`)],
      // Not primaryLocationLineHash: GitHub's upload computes that one, and warns if it differs from its own.
      partialFingerprints: { 'sliceward/v1': fingerprint(finding) },
      properties: { messageId: id, object, field, seen, expected, action: finding.action, actionBefore, capped },
    });
    yield { action, ruleId: rule, make };
  }
  for (const reason of reasonsToDeny(decision)) {
    const { rule, needs } = reason;
    const digest = (): string => hash(JSON.stringify([objectTitle(decision), rule, 'undecided', needs]));
    const make = (): object => ({
      level: LEVELS.deny,
      message: message(undecidedText(reason)),
      locations: [location(uri, source.start, name)],
      partialFingerprints: { 'sliceward/v1': `${digest()}:1` },
      properties: { messageId: 'undecided', object, needs, action: 'deny' },
    });
    yield { action: 'deny', ruleId: rule, make };
  }
}

function location(uri: string, at: Position, name: string): object {
  return {
    physicalLocation: physicalLocation(uri, at),
    logicalLocations: [{ fullyQualifiedName: name, kind: 'member' }],
  };
}

function physicalLocation(uri: string, { line, column }: Position): object {
  return { artifactLocation: { uri }, region: { startLine: line, startColumn: column } };
}

/** Braces are doubled, because they mark placeholders; `[text](target)` would be a link (SARIF 2.1.0, 3.11). */
function message(text: string): object {
  return { text: text.replaceAll(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}

/**
 * The same for a finding that has only moved: object, rule, field without indexes and what was seen, then a number
 * among those that are alike.
 */
function fingerprints(decision: Decision, hash: SarifOptions['hash']): (finding: Finding) => string {
  const numbers = new Map<string, number>();
  const title = objectTitle(decision);
  return ({ rule, id, path, seen }) => {
    const digest = hash(JSON.stringify([title, rule, id, path.filter((segment) => typeof segment !== 'number'), seen]));
    const number = (numbers.get(digest) ?? 0) + 1;
    numbers.set(digest, number);
    return `${digest}:${number}`;
  };
}
