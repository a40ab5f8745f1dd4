import { describe, expect, it } from 'vitest';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import type { FieldPath } from '../../src/model/field-path.ts';
import { addDecision, emptySummary, reportDecision, reportHead } from '../../src/report/document.ts';
import { finding, judged, named } from './fixtures.ts';

const SHOWN = { digest: 'sha256:0', warnings: ['careful'] };
const CLUSTER = { cluster: 'test', resourceVersion: '42' };

describe('reportHead', () => {
  it('has the version, and of each policy its name and digest only', () => {
    const policy = { name: 'production', digest: 'sha256:1', groups: [] };
    expect(reportHead({ version: '1.2.3', policies: [policy], kubernetes: '1.36' })).toEqual({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'Report',
      tool: { version: '1.2.3' },
      policies: [{ name: 'production', digest: 'sha256:1' }],
      kubernetes: '1.36',
    });
  });
});

describe('reportDecision', () => {
  it('has the place of the object and of each finding, if it comes from a file', () => {
    const one = judged([finding(['endpoints', 0]), finding([])]);
    const source = {
      ...one.source,
      document: 7,
      start: { line: 4, column: 2 },
      locate: (path: readonly unknown[]) => ({ line: 10 + path.length, column: 3, offset: 99 }),
    };
    const { source: printed, findings } = reportDecision(one.decision, source, SHOWN);
    expect(printed).toEqual({ file: 'web.yaml', document: 7, line: 4, column: 2 });
    expect(findings.map(({ location }) => location)).toEqual([
      { line: 12, column: 3 },
      { line: 10, column: 3 },
    ]);
  });
  it('has no places, if it comes from a cluster', () => {
    const { source, findings } = reportDecision(judged([finding([])]).decision, CLUSTER, SHOWN);
    expect(source).toEqual(CLUSTER);
    expect(findings.map((one) => 'location' in one)).toEqual([false]);
  });
  it('names the object as it was written, and a slice without a manifest by its newest version', () => {
    const { decision } = judged([]);
    const decoded = decodeSlice({ metadata: { namespace: 'shop', name: 'web' } });
    if (!decoded.ok) throw new Error('cannot be decoded');
    const kind = { apiVersion: 'v1', kind: 'Endpoints' };
    const origin = { ...kind, path: (path: FieldPath) => path };
    const slice = { ...decoded.value, origin };
    const object = { namespace: 'shop', name: 'web' };
    const written = { ...decision, subject: { ...decision.subject, slice } };
    expect(reportDecision(written, CLUSTER, SHOWN).object).toEqual({ ...kind, ...object });
    const plain = { ...decision, subject: { ...decision.subject, slice: { ...slice, origin: undefined } } };
    expect(reportDecision(plain, CLUSTER, SHOWN).object).toEqual({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      ...object,
    });
    expect(reportDecision(named('', judged([])).decision, CLUSTER, SHOWN).object.name).toBe('');
  });
  it('keeps errors, groups and policies of rules out of the report', () => {
    const { decision } = judged([finding([])], {
      writer: { class: 'other', user: 'jane', groups: ['secret-group'] },
      undecided: [{ rule: 'r', needs: 'bug', error: new Error('secret-error'), denies: true }],
    });
    const printed = reportDecision(decision, CLUSTER, SHOWN);
    expect(printed).toMatchObject({
      writer: { class: 'other', user: 'jane' },
      undecided: [{ rule: 'r', needs: 'bug' }],
      digest: 'sha256:0',
      warnings: ['careful'],
    });
    expect(JSON.stringify(printed)).not.toMatch(/secret|"policy"|denies/);
  });
  it('has the cap and the action before it', () => {
    const capped = finding([], { action: 'audit', actionBefore: 'deny', capped: 'controller' });
    expect(reportDecision(judged([capped]).decision, CLUSTER, SHOWN).findings).toMatchObject([
      { action: 'audit', actionBefore: 'deny', capped: 'controller', exception: null },
    ]);
  });
});

describe('addDecision', () => {
  it('adds the exact numbers, of which a decision keeps fewer findings', () => {
    const summary = emptySummary();
    const counts = { deny: 4000, warn: 20, audit: 3 };
    const undecided = [
      { rule: 'a', needs: 'user' },
      { rule: 'b', needs: 'user' },
      { rule: 'c', needs: 'bug' },
    ] as const;
    addDecision(summary, judged([finding([])], { counts, undecided }).decision);
    addDecision(summary, judged([], { allowed: false }).decision);
    expect(summary).toEqual({ ...emptySummary(), slices: 2, denied: 2, ...counts, undecided: 3 });
  });
  it('starts from a summary of its own', () => {
    addDecision(emptySummary(), judged([finding([])]).decision);
    expect(Object.values(emptySummary()).every((count) => count === 0)).toBe(true);
  });
});
