// docs/operating.md tells every line of the log, every field of a decision, every audit annotation and every check of /readyz; its alerts name what is there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DecisionLog } from '../../src/admission/decision-log.ts';
import { ERROR_REASONS } from '../../src/admission/http/error-reasons.ts';
import { judge } from '../../src/admission/review/judge.ts';
import { knownBadReview } from '../../src/admission/review/known-bad.ts';
import { METRICS } from '../../src/admission/metrics.ts';
import { mutate } from '../../src/admission/review/mutate.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { auditAnnotations } from '../../src/policy/evaluate/annotations.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const ADMISSION = join(ROOT, 'src/admission');
const PAGE = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
const source = readdirSync(ADMISSION, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(ADMISSION, name), 'utf8'))
  .join('\n');

/** The first cells of the tables below a heading. */
function told(heading: string): Set<string> {
  const [, section = ''] = PAGE.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const [own = ''] = section.split(/^#/m);
  return new Set(
    [...own.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    ),
  );
}

describe('the log', () => {
  it('has no other lines', () => {
    const messages = [...source.matchAll(/\b(?:log|Log|#log)\.(?:info|warn|error)\((?:[^;]*?, )?['`]([^'`$]+)/g)].map(
      ([, text = '']) => text,
    );
    const known = [...told('The log')].map((text) => text.replace('…', ''));
    expect(new Set(messages.map((text) => text.replace(/https:\/\/.*/, 'https://')))).toEqual(new Set(known));
  });

  it('has no other fields in decisions', () => {
    const policy =
      '{"apiVersion":"sliceward.dev/v1alpha1","kind":"SlicePolicy","metadata":{"name":"p"},"spec":{"preset":"strict"}}';
    const set = loadPolicies([{ file: 'p', text: policy }], { rules: RULES, sha256 });
    const line = vi.fn<(line: object) => void>();
    const log = { info: line, warn: line, error: line };
    const decisions = new DecisionLog(log, { sampling: { share: 1, random: () => 0 }, monotonic: () => 0 });
    const written = knownBadReview('jane');
    const reviews = [written, { ...written, request: { uid: 'u' } }].map((review) =>
      Buffer.from(JSON.stringify(review)),
    );
    for (const review of reviews) {
      decisions.answered(judge(review, set, sha256), 0);
      decisions.mutated(mutate(review, set), 0);
    }
    // Those that appear in some lines only.
    const seen = new Set([...line.mock.calls.flatMap(([fields]) => Object.keys(fields)), 'kind', 'undecided', 'fixes']);
    expect(seen).toEqual(told('A decision'));
  });
});

it('tells every audit annotation', () => {
  const set = loadPolicies([], { rules: RULES, sha256 });
  const { decision, digest = '' } = judge(Buffer.from(JSON.stringify(knownBadReview('jane'))), set, sha256);
  const validating = decision === undefined ? [] : Object.keys(auditAnnotations(decision, set, digest));
  const mutating = [...source.matchAll(/auditAnnotations: \{ (\w+):/g)].map(([, key = '']) => key);
  const keys = [
    ...validating.map((key) => `validate.sliceward.dev/${key}`),
    ...mutating.map((key) => `mutate.sliceward.dev/${key}`),
  ];
  expect(told('Audit annotations')).toEqual(new Set(keys));
});

it('tells every check of /readyz', () => {
  const checks = [...source.matchAll(/#readiness\.(?:add|pending)\('(\w+)'/g)].map(([, name = '']) => name);
  expect(told('Health')).toEqual(new Set(checks));
});

it('has alerts on metrics and reasons that are there', () => {
  const names = new Set([...PAGE.matchAll(/\bsliceward_\w+/g)].map(([name]) => name));
  expect(Object.values(METRICS).map(({ name }) => name)).toEqual(expect.arrayContaining([...names]));
  const reasons = [...PAGE.matchAll(/\{reason=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|'));
  expect(reasons.length).toBeGreaterThan(5);
  expect(Object.keys(ERROR_REASONS)).toEqual(expect.arrayContaining(reasons));
});

it('says of every alert what to do', () => {
  const alerts = [...PAGE.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
  const rows = [...PAGE.matchAll(/^\| (Sliceward\w+) \|/gm)].map(([, name = '']) => name);
  expect(rows).toEqual(alerts);
});
