// The style of messages that CONTRIBUTING.md asks for, in every template and in every example as a user reads it.
import { describe, expect, it } from 'vitest';
import type { AnyRule } from '../../src/policy/rule.ts';
import type { Finding } from '../../src/policy/subject.ts';
import { RULES } from '../../src/rules/index.ts';
import { findingsOf, inputOf } from './run-example.ts';

/** kubectl cuts long warnings: this much must be enough to understand the finding. */
const MAX_CLAUSE = 120;
/** More than two or three lines of a terminal is read by few. */
const MAX_MESSAGE = 300;

/** Names that a message may begin with. */
const NAMES = /^(?:Kubernetes|YAML)\b/;

/** The words of the API server ("must be …"), which say by themselves what to do. */
const OF_THE_SERVER: Readonly<Record<string, readonly string[]>> = {
  'kubernetes-validation': ['invalid', 'not-supported', 'forbidden'],
};
/** What to do, if anything is known, is part of a placeholder. */
const WITH_A_HINT: Readonly<Record<string, readonly string[]>> = { 'unknown-field': ['wrong-type'] };

function clauseOf(text: string): string {
  return text.split(';', 1)[0] ?? '';
}

function semicolonsIn(text: string): number {
  return text.split(';').length - 1;
}

function shown(rule: AnyRule): readonly Finding[] {
  return rule.examples.bad.flatMap((example) => findingsOf(rule, inputOf(rule, example)));
}

describe.for(RULES.map((rule) => ({ id: rule.id, rule })))('the messages of $id', ({ id, rule }) => {
  const templates = Object.values(rule.messages).map(({ text }) => text);
  const findings = shown(rule);
  const messages = findings.map(({ message }) => message);

  it('reach the user in the bad examples', () => {
    const expected = new Set(rule.examples.bad.flatMap((example) => example.findings.map(([, message]) => message)));
    expect(new Set(findings.map((finding) => finding.id))).toEqual(expected);
  });

  it('begin with a value, a name or a small letter', () => {
    expect(templates.filter((text) => /^\p{Lu}/u.test(text) && !NAMES.test(text))).toEqual([]);
  });

  it('end without a full stop', () => {
    expect([...templates, ...messages].filter((text) => text.endsWith('.'))).toEqual([]);
  });

  it('have one semicolon, before what to do', () => {
    const exempt = new Set([...(OF_THE_SERVER[id] ?? []), ...(WITH_A_HINT[id] ?? [])]);
    const judged = Object.entries(rule.messages).filter(([message]) => !exempt.has(message));
    expect(judged.map(([, { text }]) => text).filter((text) => semicolonsIn(text) !== 1)).toEqual([]);
    expect(messages.filter((text) => semicolonsIn(text) > 1)).toEqual([]);
  });

  it('have a first clause that is short, however long the value is', () => {
    expect(templates.filter((text) => clauseOf(text).length > MAX_CLAUSE)).toEqual([]);
    const long = findings.filter(({ message, seen }) => clauseOf(message).length - seen.length > MAX_CLAUSE);
    expect(long.map(({ message }) => message)).toEqual([]);
  });

  it('repeat neither the rule nor the field, which are printed before them', () => {
    const repeating = findings.filter(
      ({ field, message }) => message.startsWith(id) || (field !== '' && message.startsWith(field)),
    );
    expect(repeating.map(({ message }) => message)).toEqual([]);
  });

  it('are not long, with all values filled in', () => {
    expect(messages.filter((message) => message.length > MAX_MESSAGE)).toEqual([]);
  });
});
