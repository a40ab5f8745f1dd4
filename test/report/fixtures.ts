// Decisions to report, made by hand: what the writers print must not hang on the wording of real rules.
import { decodeSlice } from '../../src/model/decode/decode.ts';
import type { Counts, Decision, Finding } from '../../src/policy/subject.ts';
import { formatPath, type FieldPath } from '../../src/model/field-path.ts';
import type { Problem } from '../../src/model/problem.ts';
import { addDecision, emptySummary, reportHead } from '../../src/report/document.ts';
import type { Judged, ReportWriter } from '../../src/report/writer.ts';
import { Lines } from '../../src/yaml/read.ts';

export const TEXT = 'kind: EndpointSlice\nendpoints:\n- addresses: ["127.0.0.1"]\n';

export function finding(path: FieldPath, parts: Partial<Finding> = {}): Finding {
  return {
    rule: 'bad-address',
    id: 'loopback',
    path,
    field: formatPath(path),
    reason: 'FieldValueInvalid',
    message: '127.0.0.1 leads nowhere',
    seen: '127.0.0.1',
    expected: 'an address',
    action: 'deny',
    actionBefore: 'deny',
    capped: null,
    policy: 'test',
    fix: [],
    mayFix: false,
    rests: [],
    ...parts,
  };
}

function countsOf(findings: readonly Finding[]): Counts {
  const count = (action: Finding['action']): number => findings.filter((one) => one.action === action).length;
  return { deny: count('deny'), warn: count('warn'), audit: count('audit') };
}

export function judged(findings: readonly Finding[], parts: Partial<Decision> = {}, text = TEXT): Judged {
  const decoded = decodeSlice({ metadata: { namespace: 'shop', name: 'web-1' } });
  if (!decoded.ok) throw new Error('cannot be decoded');
  const counts = countsOf(findings);
  return {
    decision: {
      subject: { operation: 'CREATE', slice: decoded.value, oldObject: undefined, user: undefined },
      writer: { class: 'unknown', user: null, groups: [] },
      allowed: counts.deny === 0,
      retry: false,
      findings,
      counts,
      countsByRule: new Map([...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, of]) => [rule, countsOf(of)])),
      undecided: [],
      unmatched: false,
      ...parts,
    },
    source: { file: 'web.yaml', document: 0, start: { line: 1, column: 1 }, locate: () => ({ line: 3, column: 15 }) },
    lines: new Lines(text),
  };
}

/** Reports of other shapes than one clean object: what every format has to print. */
export const REPORT: readonly (Judged | Problem)[] = [
  judged([
    finding(['endpoints', 0, 'addresses', 0]),
    finding(['endpoints', 7, 'addresses', 0]),
    finding([], {
      rule: 'no-tuesday',
      id: 'begun',
      action: 'warn',
      actionBefore: 'deny',
      capped: 'ratchet',
      message: 'it is one',
      seen: '',
    }),
  ]),
  { file: 'web.yaml', line: 9, column: 3, message: 'cannot be read as YAML: a & b' },
  judged([]),
  named(
    '',
    judged([], { allowed: false, undecided: [{ rule: 'managed-by', needs: 'user', denies: true }] }),
    'other.yaml',
  ),
  named(
    '<b>',
    judged([finding(['metadata', 'labels', { key: 'a/b' }], { rule: 'no-tuesday', id: 'named', action: 'audit' })]),
    'other.yaml',
  ),
  named('dns', judged([], { unmatched: true }), 'system.yaml'),
];

/** The same decision about an object of another name, in another file. An empty name is one that the API server makes. */
export function named(name: string, one: Judged, file = one.source.file): Judged {
  const { subject } = one.decision;
  const metadata = { ...subject.slice.metadata, name, generateName: name === '' ? 'web-' : '' };
  const slice = { ...subject.slice, metadata };
  return { ...one, decision: { ...one.decision, subject: { ...subject, slice } }, source: { ...one.source, file } };
}

/** What a writer prints of them. */
export function print(writer: ReportWriter, entries: readonly (Judged | Problem)[] = REPORT): string {
  const summary = emptySummary();
  let text = writer.begin(
    reportHead({ version: '1.2.3', policies: [{ name: 'production', digest: 'sha256:1' }], kubernetes: '1.37' }),
  );
  for (const entry of entries) {
    summary.documents++;
    if ('decision' in entry) {
      addDecision(summary, entry.decision);
      text += writer.decision(entry);
    } else {
      summary.problems++;
      text += writer.problem(entry, undefined);
    }
  }
  return text + writer.end(summary);
}
