import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Decision, Finding } from '../../../src/policy/subject.ts';
import { addDecision, emptySummary, reportHead } from '../../../src/report/document.ts';
import { auditTextWriter } from '../../../src/report/formats/audit-text.ts';
import { ANSI, PLAIN } from '../../../src/report/palette.ts';
import type { ClusterProblem } from '../../../src/report/writer.ts';
import { finding, judged } from '../fixtures.ts';

const SOURCE = { cluster: 'test', resourceVersion: '42' };

/** A decision about `namespace/name`. */
function about(namespace: string, name: string, findings: readonly Finding[], parts: Partial<Decision> = {}): Decision {
  const { decision } = judged(findings, parts);
  const { slice } = decision.subject;
  const metadata = { ...slice.metadata, namespace, name };
  return { ...decision, subject: { ...decision.subject, slice: { ...slice, metadata } } };
}

function print(entries: readonly (Decision | ClusterProblem)[], palette = PLAIN): string {
  const writer = auditTextWriter(palette);
  const summary = emptySummary();
  let text = writer.begin(reportHead({ version: '1', policies: [], kubernetes: '1.37' }));
  for (const entry of entries) {
    if ('subject' in entry) {
      addDecision(summary, entry);
      text += writer.decision({ decision: entry, source: SOURCE });
    } else {
      summary.problems++;
      text += writer.problem(entry, undefined);
    }
  }
  return text + writer.end(summary);
}

const at = (index: number, parts: Partial<Finding> = {}): Finding => finding(['endpoints', index], parts);

describe('auditTextWriter', () => {
  it('prints problems, numbers by rule and namespace, the worst findings, and the summary', () => {
    const object = { namespace: 'shop', name: 'broken' };
    const text = print([
      about('dev', 'quiet', [at(0, { action: 'audit', rule: 'other' })]),
      { cluster: 'test', object, message: 'cannot be\ndecoded' },
      about('shop', 'web', [at(3), at(4), at(5), finding([], { action: 'warn', message: 'too large' })]),
      about('shop', 'clean', [], { undecided: [{ rule: 'managed-by', needs: 'user' }] }),
      { cluster: 'test', message: 'not all Endpoints were read' },
    ]);
    expect(text).toBe(String.raw`shop/broken problem: cannot be\u000adecoded
problem: not all Endpoints were read
rule            deny     warn    audit
bad-address        3        1        0
other              0        0        1

namespace     deny     warn    audit
shop             3        1        0
dev              0        0        1

shop/web deny bad-address/loopback endpoints[3]: 127.0.0.1 leads nowhere (and 2 more)
shop/web warn bad-address/loopback: too large
dev/quiet audit other/loopback endpoints[0]: 127.0.0.1 leads nowhere

undecided for 1 slice: managed-by needs the user, which an audit does not know
3 slices: 1 denied, 3 findings to deny, 1 to warn, 1 to audit, 2 problems
`);
  });
  it('prints only the summary if all is clean', () => {
    expect(print([about('shop', 'web', [])])).toBe('1 slice: 0 denied, no findings\n');
  });
  it('prints denials first even when 50 weaker findings came before them, and counts the others', () => {
    const warned = Array.from({ length: 60 }, (_, index) => about('a', `w-${index}`, [at(0, { action: 'warn' })]));
    const text = print([...warned, about('b', 'denied', [at(0), at(1)])]);
    expect(text.match(/^\S+\/\S+ (?:deny|warn) /gm)).toHaveLength(50);
    expect(text).toMatch(/\n\nb\/denied deny bad-address\/loopback endpoints\[0\]: .* \(and 1 more\)\na\/w-0 warn /);
    // 60 and 2 findings; the lines are about 49 and 2.
    expect(text).toContain('\nand 11 more: -o json\n');
  });
  it('counts findings that a decision does not keep', () => {
    const text = print([about('a', 'b', [at(0)], { counts: { deny: 500, warn: 0, audit: 0 } })]);
    expect(text).toContain('\nand 499 more: -o json\n');
  });
  it('prints at most 20 namespaces, the worst first', () => {
    const all = Array.from({ length: 25 }, (_, index) =>
      about(
        `ns-${index}`,
        'web',
        Array.from({ length: index + 1 }, (_finding, endpoint) => at(endpoint)),
      ),
    );
    const text = print(all);
    expect(text.match(/^ns-\d+ .* 0 .*0$/gm)).toHaveLength(20);
    expect(text).toMatch(/^namespace .*\nns-24 +25 /m);
    expect(text).toContain('\nand 5 namespaces more\n');
  });
  it('prints names from the cluster in one line', () => {
    const text = print([
      about('shop', 'a\u001b[2J\nb', [at(0)]),
      { cluster: 'test', object: { namespace: 'x\r', name: '\u202e' }, message: 'no' },
    ]);
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain(String.raw`shop/a\u001b[2J\u000ab deny `);
  });
  it('colours actions, objects and fields, and changes nothing else', () => {
    const entries = [about('shop', 'web', [at(0)]), { cluster: 'test', message: 'no' }];
    const coloured = print(entries, ANSI);
    expect(coloured).toContain('\u001b[1mshop/web\u001b[0m \u001b[31mdeny bad-address/loopback\u001b[0m');
    expect(coloured).toContain('\u001b[31mproblem\u001b[0m: no\n');
    expect(stripVTControlCharacters(coloured)).toBe(print(entries));
  });
});
