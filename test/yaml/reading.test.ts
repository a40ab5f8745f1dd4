// sliceward reads manifests as kubectl and an API server do; test/e2e/reading.test.ts compares with both.
import { describe, expect, it } from 'vitest';
import { READING_CASES } from './reading-cases.ts';
import { readAll } from './reading.ts';

describe('manifests are read as kubectl reads them', () => {
  it.each(READING_CASES)('$title', async ({ text, stored, warned = [] }) => {
    const { isRefused, slices, findings, problems } = await readAll(text);
    expect({ isRefused, problems }).toMatchObject({ isRefused: stored === undefined });
    if (stored === undefined) return;
    expect(slices).toMatchObject(stored);
    expect(findings.filter(({ rule }) => rule === 'unknown-field').map(({ id }) => id)).toEqual(warned);
  });
});
