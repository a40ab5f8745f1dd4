import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alike, andMore, kindOf, objectName, objectTitle } from '../../src/report/alike.ts';
import { finding, judged, named } from './fixtures.ts';

describe('kindOf', () => {
  it('is the action, the rule and the message, and the cap with the action before it', () => {
    expect(kindOf(finding([]))).toBe('deny bad-address/loopback');
    expect(kindOf(finding([], { action: 'warn', capped: 'ratchet' }))).toBe(
      'warn bad-address/loopback (deny, capped by ratchet)',
    );
  });
});

describe('alike', () => {
  it('has one entry for each kind, with its first finding, in their order', () => {
    const one = fc
      .record({
        rule: fc.constantFrom('a', 'b'),
        id: fc.constantFrom('x', 'y'),
        action: fc.constantFrom('deny', 'warn', 'audit'),
        capped: fc.constantFrom(null, 'ratchet', 'enforcement'),
      })
      .map((parts) => finding(['endpoints', 0], parts));
    fc.assert(
      fc.property(fc.array(one), (findings) => {
        const entries = alike(findings);
        const kinds = findings.map((other) => kindOf(other));
        expect(entries.map(({ kind }) => kind)).toEqual([...new Set(kinds)]);
        for (const { first, kind, action, findings: count } of entries) {
          expect(first).toBe(findings[kinds.indexOf(kind)]);
          expect(action).toBe(first.action);
          expect(count).toBe(kinds.filter((other) => other === kind).length);
        }
      }),
    );
  });
  it('does not print what is off', () => expect(alike([finding([], { action: 'off' })])).toEqual([]));
});

it('andMore counts the others, if there are any', () => {
  expect([andMore(0), andMore(1), andMore(41)]).toEqual(['', ' (and 1 more)', ' (and 41 more)']);
});

describe('objectTitle and objectName', () => {
  it('name a slice, and one that the API server will name', () => {
    expect(objectTitle(judged([]).decision)).toBe('EndpointSlice shop/web-1');
    expect(objectName(named('', judged([])).decision)).toBe('shop/web-*');
  });
  it('name Endpoints, which are judged as the slices that they become', () => {
    const { decision } = judged([]);
    expect(objectTitle({ ...decision, subject: { ...decision.subject, parts: [] } })).toBe('Endpoints shop/web-1');
  });
});
