// What the mutating webhook reports about its fixes, within the bounds of the admission protocol.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixAnnotation, fixWarning } from '../../../src/policy/fix/fix-text.ts';
import type { Finding } from '../../../src/policy/subject.ts';
import { finding } from '../fixtures.ts';

const READY: Finding = finding({
  rule: 'explicit-conditions',
  field: 'endpoints[0].conditions.ready',
  fix: [{ op: 'add', path: '/endpoints/0/conditions/ready', value: true }],
});
const GONE: Finding = finding({
  rule: 'duplicate-address',
  field: 'endpoints[1].addresses[0]',
  seen: '10.0.0.1',
  fix: [{ op: 'remove', path: '/endpoints/1/addresses/0' }],
});

describe('the warning of fixes', () => {
  it.each<[readonly Finding[], string]>([
    [[READY], 'sliceward set endpoints[0].conditions.ready to true (explicit-conditions)'],
    [[GONE], 'sliceward removed endpoints[1].addresses[0], 10.0.0.1 (duplicate-address)'],
    [[READY, GONE, READY], 'sliceward set endpoints[0].conditions.ready to true (explicit-conditions) (and 2 more)'],
    [
      // What is set last is what the field has then.
      [
        {
          ...READY,
          fix: [
            { op: 'add', path: '/a', value: {} },
            { op: 'add', path: '/a/b', value: 'x y' },
          ],
        },
      ],
      'sliceward set endpoints[0].conditions.ready to x y (explicit-conditions)',
    ],
    [
      [{ ...READY, fix: [{ op: 'replace', path: '/a', value: { b: [1, null] } }] }],
      'sliceward set endpoints[0].conditions.ready to {"b":[1,null]} (explicit-conditions)',
    ],
    [[{ ...GONE, fix: [] }], 'sliceward removed endpoints[1].addresses[0], 10.0.0.1 (duplicate-address)'],
  ])('is one for all of an object: case %#', (findings, text) => {
    expect(fixWarning(findings)).toBe(text);
  });

  it('is one line of at most 120 characters that says how many more there are, whatever was written', () => {
    const pieces = fc.constantFrom('a', ' ', '\n', '\u202e', '\ud800', '\u{1f600}', '"', 'x'.repeat(40));
    const text = fc.array(pieces, { maxLength: 8 }).map((all) => all.join(''));
    const fixes = fc.array(
      fc.record({
        rule: fc.constant('a-rule'),
        field: text,
        seen: text,
        value: fc.oneof(
          text,
          fc.constantFrom(true, null, 7),
          text.map((value) => ({ [value]: [value] })),
        ),
        removes: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(fixes, (all) => {
        const warning = fixWarning(
          all.map(({ rule, field, seen, value, removes }) =>
            finding({
              rule,
              // The engine writes fields without control characters.
              field: field.replaceAll(/[^ -~]/g, '?'),
              seen,
              fix: [
                removes
                  ? { op: 'remove', path: '' }
                  : { op: 'add', path: '', value: JSON.parse(JSON.stringify(value)) },
              ],
            }),
          ),
        );
        expect(warning.length).toBeLessThanOrEqual(120);
        expect(warning).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/u);
        expect(warning.isWellFormed()).toBe(true);
        expect(warning).toMatch(/^sliceward (?:set|removed) /);
        expect(/ \(and (\d+) more\)$/.exec(warning)?.[1]).toBe(all.length === 1 ? undefined : String(all.length - 1));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the annotation of fixes', () => {
  it('names rule and field of each', () => {
    expect(fixAnnotation([READY, GONE])).toBe(
      'explicit-conditions endpoints[0].conditions.ready; duplicate-address endpoints[1].addresses[0]',
    );
    expect(fixAnnotation([])).toBe('');
  });

  it('names as many as there is room for in 1024 characters, then how many more there are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 900 }), { maxLength: 40 }), (lengths) => {
        const findings = lengths.map((length, index) => finding({ rule: `r${index}`, field: 'f'.repeat(length) }));
        const text = fixAnnotation(findings);
        expect(text.length).toBeLessThanOrEqual(1024);
        const parts = findings.map(({ rule, field }) => `${rule} ${field}`);
        const shown = text === '' ? [] : text.split('; ');
        const more = /^and (\d+) more$/.exec(shown.at(-1) ?? '')?.[1];
        const named = more === undefined ? shown : shown.slice(0, -1);
        expect(named).toEqual(parts.slice(0, named.length));
        expect(named.length + Number(more ?? 0)).toBe(parts.length);
        // One more would not have been within its bound.
        const next = parts.slice(0, named.length + 1).join('; ');
        expect(more === undefined || next.length > 1024 - 'and 000000 more; '.length).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
