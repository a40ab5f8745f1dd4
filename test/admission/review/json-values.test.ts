import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/commands/sha256.ts';
import { judge } from '../../../src/admission/review/judge.ts';
import { holdsTooManyValues, MAX_VALUES } from '../../../src/admission/review/json-values.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { RULES } from '../../../src/rules/index.ts';
import { body, goodSlice } from '../reviews.ts';

const MIB = 1024 * 1024;

describe('holdsTooManyValues', () => {
  it.each<[string, string]>([
    ['open brackets', '['.repeat(2 * MIB)],
    ['open objects', '{"a":'.repeat(600_000)],
    ['empty objects', `[${'{},'.repeat(300_000)}${'0,'.repeat(400_000)}0]`],
    ['numbers', `[${'1,'.repeat(600_000)}1]`],
  ])('says so of many %s', (_, text) => {
    expect(holdsTooManyValues(Buffer.from(text))).toBe(true);
  });

  it.each<[string, string]>([
    ['a string of brackets', JSON.stringify('[{,'.repeat(MIB))],
    ['a string of quotes and backslashes', JSON.stringify('",\\"[,\\'.repeat(MIB))],
    ['padding that Go writes as six bytes', `"${'\\u003c'.repeat(MIB)}"`],
    ['few values', `[${'"x",'.repeat(MAX_VALUES - 2)}"${'x'.repeat(MIB)}"]`],
    ['a body of 1 MiB', '['.repeat(MIB)],
  ])('does not of %s', (_, text) => {
    expect(holdsTooManyValues(Buffer.from(text))).toBe(false);
  });

  it('counts no string, whatever it holds', () => {
    const padding = ' '.repeat(MIB);
    const many = '['.repeat(MAX_VALUES);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const string = JSON.stringify(text);
        expect(holdsTooManyValues(Buffer.from(`${padding}${string}${many}`))).toBe(false);
        expect(holdsTooManyValues(Buffer.from(`${padding}${string}[${many}`))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('judge', () => {
  const set = loadPolicies([], { rules: RULES, sha256 });

  it('denies what holds too many values, so that many are no way around the rules', () => {
    const object = { ...goodSlice(), more: Array.from({ length: 600_000 }, () => ({})) };
    const answer = JSON.parse(judge(body({ object }), set, sha256).body);
    expect(answer.response).toMatchObject({
      uid: 'b3c2-1',
      allowed: false,
      status: { code: 413, message: 'the review has more than 500000 JSON values: make the object smaller' },
    });
    expect(() => judge(Buffer.from('['.repeat(24 * MIB)), set, sha256)).toThrow('more than 500000 JSON values');
  });

  it('allows what holds too many values where no rule would have denied it', () => {
    const many = { ...goodSlice(), more: Array.from({ length: 600_000 }, () => ({})) };
    const controller = { object: many, user: 'system:kube-controller-manager' };
    for (const parts of [
      controller,
      { object: many, namespace: 'kube-system' },
      { operation: 'DELETE', oldObject: many },
    ]) {
      expect(judge(body(parts), set, sha256)).toMatchObject({
        allowed: true,
        isOurs: true,
        refusal: expect.stringContaining('JSON values'),
      });
    }
    const pods = { kind: { group: '', version: 'v1', kind: 'PodList' }, object: many };
    expect(judge(body(pods), set, sha256)).toMatchObject({ allowed: true, isOurs: false });
  });

  it('judges the largest slice that Kubernetes lets through, twice', () => {
    const endpoints = Array.from({ length: 1000 }, (_, index) => ({
      addresses: Array.from({ length: 100 }, (_unused, address) => `10.${index % 250}.${address}.${index >> 2}`),
      conditions: { ready: true, serving: true, terminating: false },
      targetRef: { kind: 'Pod', namespace: 'shop', name: `web-${index}`, uid: '9d1c0e1e-5d2f-4f67-8b2d-0d5b8d0f6a11' },
      nodeName: 'node-1',
      zone: 'a',
      hints: { forZones: [{ name: 'a' }] },
    }));
    const object = goodSlice({ endpoints });
    const bytes = body({ operation: 'UPDATE', object, oldObject: object });
    expect(bytes.length).toBeGreaterThan(MIB);
    expect(judge(bytes, set, sha256).decision).toBeDefined();
  });
});
