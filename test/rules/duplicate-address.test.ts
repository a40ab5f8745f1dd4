import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import { formatPath } from '../../src/model/field-path.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { duplicateAddress } from '../../src/rules/duplicate-address.ts';
import { runRaw, runRule } from './run-rule.ts';

interface Spelled {
  /** Which address it is, known without reading the text. */
  readonly id: number;
  readonly text: string;
}

interface Generated {
  readonly addresses: readonly Spelled[];
  readonly conditions: Readonly<Partial<Record<'ready' | 'serving' | 'terminating', boolean | null>>>;
}

const ipv4 = fc
  .tuple(fc.nat(5), fc.constantFrom('10.1.2.', '010.1.2.', '10.01.002.', '::ffff:10.1.2.'))
  .map(([id, prefix]) => ({ id, text: `${prefix}${id}` }));
const ipv6 = fc
  .tuple(fc.nat(5), fc.constantFrom('fd00::a', 'FD00::000a', 'fd00:0:0:0:0:0:0:A'))
  .map(([id, prefix]) => ({ id: id + 100, text: `${prefix}${id}` }));
const name = fc
  .tuple(fc.nat(5), fc.constantFrom('.example.com', '.EXAMPLE.com', '.example.com.'))
  .map(([id, suffix]) => ({ id: id + 200, text: `web${id}${suffix}` }));
const flag = fc.option(fc.option(fc.boolean()), { nil: undefined });

function endpointsOf(address: fc.Arbitrary<Spelled>): fc.Arbitrary<Generated[]> {
  const conditions = fc.record({ ready: flag, serving: flag, terminating: flag }).map(withoutUndefined);
  return fc.array(fc.record({ addresses: fc.array(address, { maxLength: 3 }), conditions }), { maxLength: 8 });
}

function withoutUndefined(conditions: object): Generated['conditions'] {
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}

/** Compares each address with all before it. */
function expected(endpoints: readonly Generated[]): string[] {
  const states = endpoints.map(({ conditions }) => `${conditions.ready ?? true} ${conditions.serving ?? true}`);
  const all = endpoints.flatMap(({ addresses, conditions }, at) =>
    conditions.terminating === true ? [] : addresses.map(({ id }, index) => ({ id, at, index })),
  );
  return all.flatMap((address, position) => {
    const first = all.slice(0, position).find(({ id }) => id === address.id);
    if (first === undefined) return [];
    const kind =
      first.at === address.at ? 'same-endpoint' : states[first.at] === states[address.at] ? 'same-slice' : 'conflict';
    return [
      `endpoints[${address.at}].addresses[${address.index}] ${kind} endpoints[${first.at}].addresses[${first.index}]`,
    ];
  });
}

function judge(endpoints: readonly Generated[]): string[] {
  const slice = {
    addressType: 'IPv4',
    endpoints: endpoints.map(({ addresses, conditions }) => ({
      addresses: addresses.map(({ text }) => text),
      conditions,
    })),
  };
  const { findings } = runRule(duplicateAddress, { slice });
  const { reports } = runRaw(duplicateAddress, { slice });
  return findings.map(({ field, id }, index) => {
    const other = reports[index]?.[1].data?.['other'];
    return `${field} ${id} ${typeof other === 'object' ? formatPath(other) : other}`;
  });
}

describe('duplicate-address', () => {
  it.for([
    ['IPv4', ipv4],
    ['IPv6', ipv6],
    ['FQDN', name],
    ['mixed', fc.oneof(ipv4, ipv6, name)],
  ] as const)('finds the duplicates that a comparison of each with each finds: %s', ([, address]) => {
    fc.assert(
      fc.property(endpointsOf(address), (endpoints) => {
        expect(judge(endpoints)).toEqual(expected(endpoints));
      }),
      { numRuns: 500 },
    );
  });

  it('shows the two states that contradict each other', () => {
    const endpoints = [
      { addresses: ['10.1.2.3'], conditions: { serving: false } },
      { addresses: ['10.1.2.3'], conditions: { ready: false } },
    ];
    const [[, report] = []] = runRaw(duplicateAddress, { slice: { endpoints } }).reports;
    expect(report?.data).toEqual({
      is: 'not ready',
      was: 'ready and not serving',
      other: ['endpoints', 0, 'addresses', 0],
    });
  });

  it('judges a hundred thousand addresses in seconds, whether all are equal or chosen to collide', () => {
    const same = Array.from({ length: 1000 }, () => ({ addresses: Array.from({ length: 100 }, () => '10.1.2.3') }));
    const chosen = Array.from({ length: 1000 }, (_, at) => ({
      addresses: Array.from(
        { length: 100 },
        (__, index) => `${at.toString(16)}:${index}:0:1:0:1:${at.toString(16)}:${index}`,
      ),
    }));
    const from = performance.now();
    expect(runRule(duplicateAddress, { slice: { endpoints: same } }).findings).toHaveLength(99_999);
    expect(runRule(duplicateAddress, { slice: { endpoints: chosen } }).findings).toEqual([]);
    // Comparing each with each takes minutes.
    expect(performance.now() - from).toBeLessThan(5000);
  });
});

describe('duplicate-address in an update', () => {
  const strict = loadPolicies([], { rules: [duplicateAddress], sha256: (text) => text, preset: 'strict' });
  const copy = (pod: string, ready = true): object => ({
    addresses: ['10.0.0.1'],
    conditions: { ready },
    targetRef: { kind: 'Pod', name: pod },
  });
  const decide = (old: readonly object[], now: readonly object[]): boolean => {
    const [stored, written] = [old, now].map(
      (endpoints) => decodeSlice({ metadata: { namespace: 'shop', name: 'a' }, addressType: 'IPv4', endpoints }).value,
    );
    if (stored === undefined || written === undefined) throw new Error('two were decoded');
    const oldObject = { labels: () => stored.metadata.labels, metadata: () => stored.metadata, slice: () => stored };
    return evaluate(strict, { operation: 'UPDATE', slice: written, oldObject, user: undefined }).allowed;
  };
  const other = { addresses: ['10.0.0.9'] };

  it('allows old copies in any order, and denies a new one and one that becomes ready', () => {
    const [a, b, down] = [copy('a'), copy('b'), copy('b', false)];
    expect(decide([a, b], [b, a, other])).toBe(true);
    expect(decide([a, down], [down, a, other])).toBe(true);
    expect(decide([down, copy('a', false)], [a, b, other])).toBe(false);
    expect(decide([a, b], [a, b, copy('c'), other])).toBe(false);
    expect(decide([a, b], [a, copy('c'), other])).toBe(false);
    expect(decide([a, b, copy('c')], [a, copy('c'), other])).toBe(true);
    expect(decide([a, b], [a, down, other])).toBe(true);
  });

  it('allows an update that adds no copy to a hundred thousand equal addresses', () => {
    const endpoint = { addresses: Array.from({ length: 100 }, () => '10.0.0.1') };
    const old = Array.from({ length: 1000 }, () => endpoint);
    expect(decide(old, [...old.slice(1), other])).toBe(true);
  });
});
