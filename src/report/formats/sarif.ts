// SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it. Results are printed one by one.
// The rules they refer to, and the problems, come after them: the order of members has no meaning in JSON. A result is
// one line, because there may be very many.
import { plain } from '../../model/plain.ts';
import type { AnyRule } from '../../policy/rule.ts';
import type { Decision, Finding } from '../../policy/subject.ts';
import { objectName, objectTitle } from '../alike.ts';
import type { ReportHead } from '../document.ts';
import { fileUri } from './file-uri.ts';
import { indented } from './indented.ts';
import { KeptProblems } from './kept-problems.ts';
import { LEVELS, sarifRule } from './sarif-rule.ts';
import type { ReportProblem, ReportSummary } from '../schema.ts';
import { reasonsToDeny, undecidedText } from '../undecided.ts';
import type { Judged, ReportWriter } from '../writer.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const MAX_FIELD = 300;

interface SarifOptions {
  /** All rules that may have found something. */
  readonly rules: readonly AnyRule[];
  /** For fingerprints. */
  readonly hash: (text: string) => string;
}

export function sarifWriter({ rules, hash }: SarifOptions): ReportWriter {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  /** Ids of the rules that found something, in that order. */
  const found = new Set<string>();
  const problems = new KeptProblems();
  let head: ReportHead | undefined;
  let written = false;
  return {
    begin(first) {
      head = first;
      return (
        `{\n  "$schema": ${JSON.stringify(SCHEMA)},\n  "version": "2.1.0",\n  "runs": [\n    {\n      ` +
        '"columnKind": "utf16CodeUnits",\n      "results": ['
      );
    },
    decision(judged) {
      const results = sarifResults(judged, hash);
      if (results.length === 0) return '';
      for (const { ruleId } of results) found.add(ruleId);
      const text = `${written ? ',' : ''}\n${results.map((result) => `        ${JSON.stringify(result)}`).join(',\n')}`;
      written = true;
      return text;
    },
    problem(problem) {
      problems.add(problem);
      return '';
    },
    end(summary) {
      const descriptors = [...found].flatMap((id) => known.get(id) ?? []).map(sarifRule);
      const tail = indented(runTail(head, summary, descriptors, problems.all), 4).trimStart();
      return `${written ? '\n      ' : ''}],${tail.slice(1)}\n  ]\n}\n`;
    },
  };
}

function runTail(
  head: ReportHead | undefined,
  summary: ReportSummary,
  rules: readonly object[],
  problems: readonly ReportProblem[],
): object {
  const version = head?.tool.version;
  return {
    tool: { driver: { name: 'sliceward', version, rules } },
    invocations: [
      { executionSuccessful: summary.problems === 0, toolExecutionNotifications: problems.map(notification) },
    ],
    properties: { kubernetes: head?.kubernetes, policies: head?.policies, summary },
  };
}

function notification(problem: ReportProblem): object {
  const locations = 'file' in problem ? [{ physicalLocation: physicalLocation(problem.file, problem) }] : [];
  return { level: 'error', message: message(plain(problem.message, Infinity)), locations };
}

interface SarifResult {
  readonly ruleId: string;
  readonly [member: string]: unknown;
}

/** Every finding, also those that say the same, and the undecided rules if they deny. */
function sarifResults({ decision, source }: Judged, hash: SarifOptions['hash']): readonly SarifResult[] {
  const object = plain(objectTitle(decision), MAX_FIELD);
  const name = plain(objectName(decision), MAX_FIELD);
  const fingerprint = fingerprints(decision, hash);
  const undecidable = reasonsToDeny(decision).map((reason) => ({
    ruleId: reason.rule,
    level: LEVELS.deny,
    message: message(undecidedText(reason)),
    locations: [
      {
        physicalLocation: physicalLocation(source.file, source.start),
        logicalLocations: [{ fullyQualifiedName: name, kind: 'member' }],
      },
    ],
    partialFingerprints: {
      'sliceward/v1': `${hash(JSON.stringify([objectTitle(decision), reason.rule, 'undecided', reason.needs]))}:1`,
    },
    properties: { messageId: 'undecided', object, needs: reason.needs, action: 'deny' },
  }));
  const found = decision.findings.map((finding) => {
    const { rule, id, action, actionBefore, capped, seen, expected } = finding;
    const field = plain(finding.field, MAX_FIELD);
    return {
      ruleId: rule,
      level: LEVELS[action === 'off' ? 'audit' : action],
      message: message(field === '' ? finding.message : `${field}: ${finding.message}`),
      locations: [
        {
          physicalLocation: physicalLocation(source.file, source.locate(finding.path)),
          logicalLocations: [{ fullyQualifiedName: field === '' ? name : `${name}/${field}`, kind: 'member' }],
        },
      ],
      // Not primaryLocationLineHash: GitHub's upload computes that one, and warns if it differs from its own.
      partialFingerprints: { 'sliceward/v1': fingerprint(finding) },
      properties: { messageId: id, object, field, seen, expected, action, actionBefore, capped },
    };
  });
  return [...found, ...undecidable];
}

function physicalLocation(file: string, { line, column }: { readonly line: number; readonly column: number }): object {
  return { artifactLocation: { uri: fileUri(file) }, region: { startLine: line, startColumn: column } };
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
