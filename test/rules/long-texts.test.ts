// V8 hashes no text of over 16,383 characters: a Map of longer texts of one length compares each with all, to its end.
import { expect, it } from 'vitest';
import { judgeWrite } from '../../src/model/validation/validate.ts';
import { duplicateAddress } from '../../src/rules/duplicate-address.ts';
import { hostname } from '../../src/rules/hostname.ts';
import { massChange } from '../../src/rules/mass-change.ts';
import { portName } from '../../src/rules/port-name.ts';
import type { AnyRule } from '../../src/policy/rule.ts';
import { runRaw } from './run-rule.ts';

type Run = (texts: readonly string[]) => unknown;

const PAD = 'x'.repeat(17_000);
const COUNT = 700;
const NUMBERS = Array.from({ length: COUNT }, (_, index) => String(index).padStart(4, '0'));

const rule =
  (asked: AnyRule, slice: (texts: readonly string[]) => object, old?: object): Run =>
  (texts) =>
    runRaw(asked, { slice: slice(texts), ...(old === undefined ? {} : { old }) });
const server =
  (slice: (texts: readonly string[]) => object, stored?: (texts: readonly string[]) => object): Run =>
  (texts) =>
    judgeWrite(slice(texts), { version: '1.37', stored: stored?.(texts) });
const endpoints = (texts: readonly string[], endpoint: (text: string) => object): object => ({
  addressType: 'FQDN',
  endpoints: texts.map(endpoint),
});
const topology = (texts: readonly string[]): object =>
  endpoints(texts, (text) => ({ addresses: ['a.b'], deprecatedTopology: { 'kubernetes.io/hostname': text } }));
const finalizers = (texts: readonly string[]): object => ({ metadata: { name: 'a', finalizers: texts } });
const isReady = Array.from({ length: 10 }, (_, index) => ({ addresses: [`a${index}.b`] }));

const RUNS: Readonly<Record<string, Run>> = {
  hostnames: rule(hostname, (texts) => endpoints(texts, (text) => ({ addresses: ['a.b'], hostname: text }))),
  'addresses of a rule about duplicates': rule(duplicateAddress, (texts) =>
    endpoints(texts, (text) => ({ addresses: [text] })),
  ),
  'nodes of one address': rule(duplicateAddress, (texts) =>
    endpoints(texts, (text) => ({ addresses: ['a.b'], nodeName: text })),
  ),
  'addresses that come in place of others': rule(
    massChange,
    (texts) => endpoints(texts, (text) => ({ addresses: [text] })),
    {
      addressType: 'FQDN',
      endpoints: isReady,
    },
  ),
  'protocols of ports': rule(portName, (texts) => ({ ports: texts.map((text) => ({ port: 80, protocol: text })) })),
  'names of ports': server((texts) => ({ ports: texts.map((name) => ({ name })) })),
  owners: server((texts) => ({ metadata: { ownerReferences: texts.map((uid) => ({ uid })) } })),
  'faults about finalizers': server(finalizers),
  'finalizers of what is being deleted': server(finalizers, (texts) => ({
    metadata: { name: 'a', deletionTimestamp: '2026-01-02T03:04:05Z', finalizers: texts.map((text) => `${text}/b`) },
  })),
  'nodes in an old topology': server(topology, (texts) => topology(texts.slice(1))),
};

/** The least of several times, in milliseconds. */
function timeOf(run: Run, texts: readonly string[]): number {
  const times = Array.from({ length: 3 }, () => {
    const begin = performance.now();
    run(texts);
    return performance.now() - begin;
  });
  return Math.min(...times);
}

it.for(Object.entries(RUNS).map(([name, run]) => [name, run] as const))(
  'compares long texts that differ at the end about as fast as those that differ at the beginning: %s',
  { timeout: 60_000 },
  ([, run]) => {
    const early = NUMBERS.map((number) => number + PAD);
    const late = NUMBERS.map((number) => PAD + number);
    // Where each is compared with each, it takes five to sixty times as long.
    expect(timeOf(run, late)).toBeLessThan(3 * timeOf(run, early) + 5);
  },
);
