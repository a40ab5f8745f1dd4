// What a case expects against what was decided, by cases and against a naive model.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, Finding, Undecided } from '../../../src/policy/subject.ts';
import { compare } from '../../../src/policy/test/compare.ts';
import type { Expectation, ExpectedFinding } from '../../../src/policy/test/document.ts';
import { create, finding } from '../fixtures.ts';

function decision(findings: readonly Finding[], allowed = true, undecided: readonly string[] = []): Decision {
  return {
    subject: create({}),
    writer: { class: 'other', user: 'jane', groups: [] },
    allowed,
    retry: false,
    findings,
    counts: { deny: 0, warn: 0, audit: 0 },
    countsByRule: new Map(),
    undecided: undecided.map((rule): Undecided => ({ rule, needs: 'user' })),
    unmatched: false,
  };
}

const zone = finding({ rule: 'zone', id: 'empty', field: 'endpoints[0].zone', action: 'warn', capped: 'ratchet' });

describe('an expected finding', () => {
  it.each<[ExpectedFinding, boolean]>([
    [{ rule: 'zone' }, true],
    [{ rule: 'zone', id: 'empty', field: 'endpoints[0].zone', action: 'warn', capped: 'ratchet' }, true],
    [{ rule: 'zon' }, false],
    [{ rule: 'zone', id: 'other' }, false],
    [{ rule: 'zone', field: 'endpoints[1].zone' }, false],
    [{ rule: 'zone', field: '' }, false],
    [{ rule: 'zone', action: 'deny' }, false],
    [{ rule: 'zone', capped: 'trusted' }, false],
    [{ rule: 'zone', capped: null }, false],
  ])('%j fits by all the values that it has: %s', (wanted, fits) => {
    const result = compare({ allowed: true, exact: false, findings: [wanted] }, [decision([zone])]);
    expect(result).toMatchObject({ passed: fits, missing: fits ? [] : [0] });
  });

  it('that nothing caps fits no finding that is capped', () => {
    const expected: Expectation = { allowed: true, exact: false, findings: [{ rule: 'zone', capped: null }] };
    expect(compare(expected, [decision([{ ...zone, capped: null }])]).passed).toBe(true);
    expect(compare(expected, [decision([zone])]).passed).toBe(false);
  });
});

describe('several decisions', () => {
  it('are allowed if all are, and their findings are taken together', () => {
    const decisions = [decision([zone]), decision([finding({ rule: 'hints' })], false)];
    const expected: Expectation = { allowed: false, exact: true, findings: [{ rule: 'hints' }, { rule: 'zone' }] };
    const result = compare(expected, decisions);
    expect(result).toMatchObject({ passed: true, allowed: false, missing: [], unexpected: [], expected });
    expect(result.findings.map(({ rule }) => rule)).toEqual(['zone', 'hints']);
    expect(compare({ ...expected, allowed: true }, decisions).passed).toBe(false);
  });

  it('of no object are allowed', () => {
    expect(compare({ allowed: true, exact: true }, [])).toMatchObject({ passed: true, findings: [] });
  });
});

describe('undecided rules', () => {
  const passes = (undecided: string[] | undefined, ...of: readonly string[]): boolean =>
    compare({ allowed: true, exact: false, undecided }, [decision([], true, of), decision([], true, of.slice(0, 1))])
      .passed;

  it('are compared as a set, where a case names them', () => {
    expect(passes(undefined, 'zone')).toBe(true);
    expect(passes(['zone', 'hints', 'zone'], 'hints', 'zone')).toBe(true);
    expect(passes(['zone'], 'hints', 'zone')).toBe(false);
    expect(passes(['zone', 'hints'], 'zone')).toBe(false);
    expect(passes([], 'zone')).toBe(false);
    expect(passes([])).toBe(true);
  });

  it('are listed once each, by name', () => {
    const result = compare({ allowed: true, exact: false }, [
      decision([], true, ['z', 'a']),
      decision([], true, ['a']),
    ]);
    expect(result.undecided).toEqual(['a', 'z']);
  });
});

it('passes if and only if each expected finding is there, and in an exact case no other is', () => {
  const parts = {
    rule: fc.constantFrom('zone', 'hints'),
    id: fc.constantFrom('a', 'b'),
    action: fc.constantFrom('deny', 'warn'),
  } as const;
  const found = fc.array(fc.record(parts).map(finding), { maxLength: 3 });
  const wanted = fc.array(fc.record(parts, { requiredKeys: ['rule'] }), { maxLength: 3 });
  let passed = 0;
  fc.assert(
    fc.property(found, wanted, fc.boolean(), (findings, expected, exact) => {
      const fits = (one: Finding, want: ExpectedFinding): boolean =>
        Object.entries(want).every(([key, value]) => Object(one)[key] === value);
      const missing = expected.flatMap((want, index) => (findings.some((one) => fits(one, want)) ? [] : [index]));
      const others = findings.filter((one) => !expected.some((want) => fits(one, want)));
      const result = compare({ allowed: true, exact, findings: expected }, [decision(findings)]);
      expect(result.missing).toEqual(missing);
      expect(result.unexpected).toEqual(exact ? others : []);
      expect(result.passed).toBe(missing.length === 0 && (!exact || others.length === 0));
      if (result.passed) passed++;
    }),
    { numRuns: 1000 },
  );
  expect(passed).toBeGreaterThan(100);
});
