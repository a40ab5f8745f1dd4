// The reader against kubectl's: mutants of manifests and worse texts, the same documents out of each, or a problem.
// SLICEWARD_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDocuments } from '../../src/yaml/read.ts';
import { findAssets } from '../control-plane/assets.ts';
import { random, scaled, SEED } from '../drills/support/scale.ts';
import { GENERATORS } from '../oracle/yaml/generators.ts';
import { startKubectlReader, type KubectlReader } from '../oracle/yaml/kubectl.ts';
import { smallest, summary } from '../oracle/yaml/report.ts';
import { compareMany } from '../oracle/yaml/run.ts';
import { SEEDS } from '../oracle/yaml/seeds.ts';

const TIMEOUT_MS = 300_000;

let kubectl: KubectlReader;

beforeAll(() => {
  const found = findAssets();
  if (found === undefined) throw new Error('no yaml-oracle to compare with: run "npm run e2e:assets"');
  kubectl = startKubectlReader(found.yamlOracle);
});

afterAll(() => kubectl?.close());

it('of the manifests that mutants are made of each is read by kubectl', async () => {
  const readings = await kubectl.read(SEEDS);
  expect(readings.map(({ documents, error }) => error ?? documents.length)).toEqual(
    SEEDS.map(() => expect.any(Number)),
  );
});

describe.each(Object.entries(GENERATORS))('of %s', { timeout: TIMEOUT_MS }, (name, make) => {
  it('nothing is read that kubectl refuses or reads otherwise', async () => {
    const tally = await compareMany(kubectl, readDocuments, { count: scaled(10_000), next: random(SEED), make });
    console.log(`oracle: YAML of ${name}, SLICEWARD_SEED=${SEED}: ${summary(tally)}`);
    expect((await smallest(kubectl, readDocuments, tally.failures)).join('\n\n')).toBe('');
    // A generator that makes only what both refuse proves nothing.
    expect(tally.counts.same).toBeGreaterThan(scaled(10_000) / 10);
    expect(tally.counts.refused).toBeGreaterThan(0);
    // Where sliceward alone refuses, its message says what to write instead.
    expect([...tally.messages.keys()].filter((message) => !message.includes('; '))).toEqual([]);
  });
});
