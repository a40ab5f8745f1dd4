// A decision in words, within the bounds of the admission protocol. Every door prints the same.
import { cut, plain } from '../../model/plain.ts';
import { needWords } from '../need-words.ts';
import type { Reason } from '../rule.ts';
import type { Decision, Finding } from '../subject.ts';

/** kubectl shows nothing but the message of a denial: it holds the findings. */
const MESSAGE_BYTES = 4096;
const MESSAGE_FINDINGS = 20;
const LINE = 120;
const CAUSES = 100;
const WARNINGS = 10;
/** Kubernetes' advice for one warning (admission/v1 types); an API server drops one that holds a line break. */
const WARNING = 120;

/**
 * The message of a denial: a first line of at most 120 characters that suffices, then one line a finding; at most 4
 * KiB. Empty when allowed.
 */
export function denialMessage(decision: Decision): string {
  if (decision.allowed) return '';
  const denying = decision.findings.filter((finding) => finding.action === 'deny');
  const [first] = denying;
  if (first === undefined) return undecidedMessage(decision);
  const line = findingLine(first);
  const others = decision.counts.deny - 1;
  if (others === 0) return line.length <= LINE ? line : `${cut(line, LINE)}\n${line}`;
  const suffix = ` (and ${others} more)`;
  const head = `${cut(line, LINE - suffix.length)}${suffix}`;
  return withinBytes(head, denying.slice(0, MESSAGE_FINDINGS).map(findingLine), decision.counts.deny);
}

/** `[denied-address] endpoints[0].addresses[0]: …` */
export function findingLine({ rule, field, message }: Finding): string {
  return `[${rule}] ${field === '' ? '' : `${field}: `}${message}`;
}

export interface Cause {
  readonly reason: Reason;
  readonly field: string;
  readonly message: string;
}

/** `status.details.causes`: what denies, machine-readable, at most 100. */
export function causes(decision: Decision): readonly Cause[] {
  return decision.findings
    .filter((finding) => finding.action === 'deny')
    .slice(0, CAUSES)
    .map(({ reason, field, message, rule }) => ({ reason, field, message: `[${rule}] ${message}` }));
}

/** At most 10 warnings of at most 120 characters: one a rule, with its first field and how many more there are. */
export function warnings(decision: Decision): readonly string[] {
  const byRule = Map.groupBy(
    decision.findings.filter((finding) => finding.action === 'warn'),
    (finding) => finding.rule,
  );
  const texts = [...byRule].flatMap(
    ([rule, findings]) => warning(findings, decision.countsByRule.get(rule)?.warn ?? findings.length) ?? [],
  );
  if (texts.length <= WARNINGS) return texts;
  return [
    ...texts.slice(0, WARNINGS - 1),
    `sliceward: ${texts.length - WARNINGS + 1} more rules warn: run sliceward check`,
  ];
}

function warning([first]: readonly Finding[], count: number): string | undefined {
  if (first === undefined) return undefined;
  const more = count === 1 ? '' : ` (and ${count - 1} more)`;
  const rule = first.capped === null ? first.rule : `${first.rule}, ${first.capped}`;
  return `${cut(findingLine({ ...first, rule }), WARNING - more.length)}${more}`;
}

function undecidedMessage({ undecided }: Decision): string {
  const rules = undecided
    .map(({ rule, needs }) => `${rule} ${needs === 'bug' ? 'failed' : `needs ${needWords(needs)}`}`)
    .join(', ');
  return plain(`the policy denies what it cannot decide: ${rules}`, LINE);
}

/** As many lines as fit, and how many findings are left. */
function withinBytes(head: string, lines: readonly string[], total: number): string {
  const kept = [head];
  let bytes = utf8Length(head);
  for (const [index, line] of lines.entries()) {
    const rest = `and ${total - index} more: run sliceward check`;
    bytes += utf8Length(line) + 1;
    if (bytes + utf8Length(rest) + 1 > MESSAGE_BYTES) return [...kept, rest].join('\n');
    kept.push(line);
  }
  if (total > lines.length) kept.push(`and ${total - lines.length} more: run sliceward check`);
  return kept.join('\n');
}

/** Bytes of well-formed text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7ff) bytes += code >= 0xd800 && code <= 0xdfff ? 1 : 2;
    else if (code > 0x7f) bytes += 1;
  }
  return bytes;
}
