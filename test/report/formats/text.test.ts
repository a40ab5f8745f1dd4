import { describe, expect, it } from 'vitest';
import { addDecision, emptySummary } from '../../../src/report/document.ts';
import { ANSI, PLAIN } from '../../../src/report/palette.ts';
import { textWriter } from '../../../src/report/formats/text.ts';
import type { Judged } from '../../../src/report/writer.ts';
import { Lines } from '../../../src/yaml/read.ts';
import { finding, judged } from '../fixtures.ts';

const ADDRESS = ['endpoints', 0, 'addresses', 0] as const;

function print(...all: readonly Judged[]): string {
  const writer = textWriter(PLAIN);
  const summary = emptySummary();
  let text = '';
  for (const one of all) {
    addDecision(summary, one.decision);
    text += writer.decision(one);
  }
  return text + writer.end(summary);
}

describe('textWriter', () => {
  it('prints a finding as a compiler does', () => {
    expect(print(judged([finding(ADDRESS)]))).toBe(`EndpointSlice shop/web-1 (CREATE): denied
web.yaml:3:15: deny bad-address/loopback endpoints[0].addresses[0]: 127.0.0.1 leads nowhere
   3 | - addresses: ["127.0.0.1"]
     |               ^

1 slice: 1 denied, 1 finding to deny
`);
  });
  it('says what capped a finding, and names a slice that has no name yet', () => {
    const capped = judged([finding([], { action: 'warn', capped: 'ratchet' })]);
    const { slice } = capped.decision.subject;
    const unnamed = { ...slice, metadata: { ...slice.metadata, name: '', generateName: 'web-' } };
    const text = print({
      ...capped,
      decision: { ...capped.decision, subject: { ...capped.decision.subject, slice: unnamed } },
    });
    expect(text).toContain('EndpointSlice shop/web-* (CREATE): allowed\n');
    expect(text).toContain(
      'web.yaml:3:15: warn bad-address/loopback (deny, capped by ratchet): 127.0.0.1 leads nowhere\n',
    );
  });
  it('shows three of those that are alike, and counts the others', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      finding(['endpoints', index, 'addresses', 0], { action: 'warn' }),
    );
    const text = print(judged(many, { counts: { deny: 0, warn: 1234, audit: 0 } }));
    expect(text.match(/leads nowhere/g)).toHaveLength(3);
    expect(text).toContain('… and 997 more: warn bad-address/loopback (all of them: -o json)\n');
    expect(text).toContain('… and 234 findings more than are kept for one object\n');
    expect(text).toMatch(/1 slice: 0 denied, 1234 findings to warn\n$/);
  });
  it('is silent about a clean slice, and sums up what was undecided', () => {
    const unsure = judged([], { undecided: [{ rule: 'managed-by', needs: 'user' }] });
    const failed = judged([], {
      undecided: [
        { rule: 'x', needs: 'bug' },
        { rule: 'y', needs: 'oldObject' },
      ],
    });
    expect(print(judged([]), unsure, unsure, failed)).toBe(`undecided for 2 slices: managed-by needs the user; add --as
undecided for 1 slice: x failed; please report this bug
undecided for 1 slice: y needs the stored object; add --old
4 slices: 0 denied, no findings
`);
  });
  it('names what the object is', () => {
    const { decision, ...rest } = judged([finding(ADDRESS)]);
    expect(print({ ...rest, decision: { ...decision, subject: { ...decision.subject, parts: [] } } })).toMatch(
      /^Endpoints shop\/web-1 \(/,
    );
  });
  it('shows a denial without any finding', () => {
    const denied = judged([], { allowed: false, undecided: [{ rule: 'managed-by', needs: 'user', denies: true }] });
    expect(print(denied)).toMatch(
      /^EndpointSlice shop\/web-1 \(CREATE\): denied\nweb.yaml:1:1: deny undecided: managed-by needs the user; add --as\n/,
    );
  });
  it('sums up everything', () => {
    const writer = textWriter(PLAIN);
    const summary = { ...emptySummary(), slices: 3, denied: 1, deny: 2, warn: 1, audit: 1, problems: 1 };
    expect(writer.end(summary)).toBe('3 slices: 1 denied, 2 findings to deny, 1 to warn, 1 to audit, 1 problem\n');
    expect(writer.end({ ...summary, deny: 0, problems: 2 })).toBe(
      '3 slices: 1 denied, 1 finding to warn, 1 to audit, 2 problems\n',
    );
  });
  it('lets no file or message drive the terminal', () => {
    const writer = textWriter(PLAIN);
    const lines = new Lines('a: \u001b[2J\u202e\n');
    const text = writer.problem({ file: '\u001b]0;x.yaml', line: 1, column: 4, message: 'a\r\nb\u001b[1m' }, lines);
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
  it('colours what matters, and nothing but colours', () => {
    const coloured = textWriter(ANSI).decision(judged([finding(ADDRESS)]));
    expect(coloured).toContain('\u001b[31mdeny bad-address/loopback\u001b[0m');
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(textWriter(PLAIN).decision(judged([finding(ADDRESS)])));
  });
});
