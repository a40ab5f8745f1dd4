import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import { formatPath } from '../../src/model/field-path.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { unknownField } from '../../src/rules/unknown-field.ts';
import { readAll } from '../yaml/reading.ts';
import { runRaw, runRule } from './run-rule.ts';

const HEAD = 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\naddressType: IPv4\n';

/** What the rule says of a text, as `id field: message`. */
async function said(text: string): Promise<readonly string[]> {
  const { findings } = await readAll(text);
  return findings
    .filter(({ rule }) => rule === 'unknown-field')
    .map(({ id, field, message }) => `${id} ${field}: ${message}`);
}

function manifestOf(value: unknown): Manifest {
  return { value, stored: undefined, problems: [], sourceWarnings: () => [], kubernetes: '1.37' };
}

function fieldsOf(value: unknown): readonly string[] {
  return runRule(unknownField, { slice: {}, manifest: manifestOf(value) }).findings.map(({ field }) => field);
}

describe('unknown-field', () => {
  it.each([
    ['endpoint: []', 'endpoint: unknown field, which the API server rejects; did you mean "endpoints"?'],
    ['AddressType: IPv4', 'AddressType: unknown field, which the API server rejects; did you mean "addressType"?'],
    ['labels: {}', 'labels: unknown field, which the API server rejects; move it to metadata'],
    [
      '"\\u00a0 ports": []',
      '\\u00a0 ports: unknown field, which the API server rejects; write ports without the invisible characters',
    ],
    ['zone: a', 'zone: unknown field, which the API server rejects; move it to endpoints[]'],
    [
      'endpoints: [{serving: true}]',
      'endpoints[0].serving: unknown field, which the API server rejects; move it to conditions',
    ],
    [
      'endpoints: [{topology: {}}]',
      'endpoints[0].topology: unknown field, which the API server rejects; v1 has nodeName and zone instead',
    ],
    ['spec: {}', 'spec: unknown field, which the API server rejects; remove it'],
    ['constructor: {}', 'constructor: unknown field, which the API server rejects; remove it'],
    ['__proto__: {}', '__proto__: unknown field, which the API server rejects; remove it'],
  ])('finds the unknown field of %s', async (line, message) => {
    expect(await said(`${HEAD}${line}\n`)).toEqual([`unknown ${message}`]);
  });

  it.each([
    ['ports: [{port: "80"}]', 'wrong-type ports[0].port: must be a 32-bit integer, not "80"; remove the quotes'],
    ['ports: [{port: http}]', 'wrong-type ports[0].port: must be a 32-bit integer, not "http"'],
    ['ports: [{port: 80.5}]', 'wrong-type ports[0].port: must be a 32-bit integer, not 80.5'],
    ['ports: {port: 80}', 'wrong-type ports: must be a list, not an object; make it a list'],
    ['ports: [80]', 'wrong-type ports[0]: must be an object, not 80'],
    ['endpoints: [{zone: 5}]', 'wrong-type endpoints[0].zone: must be a string, not 5; write "5"'],
    ['endpoints: [{zone: [5]}]', 'wrong-type endpoints[0].zone: must be a string, not a list'],
    [
      'endpoints: [{zone: no}]',
      'unquoted endpoints[0].zone: YAML reads no as false, but a string is needed; write "no"',
    ],
    [
      'endpoints: [{zone: 1.10}]',
      'unquoted endpoints[0].zone: YAML reads 1.10 as 1.1, but a string is needed; write "1.10"',
    ],
    [
      'endpoints: [{conditions: {ready: "true"}}]',
      'wrong-type endpoints[0].conditions.ready: must be true or false, not "true"; remove the quotes',
    ],
    [
      'endpoints: [{conditions: {ready: 010}}]',
      'wrong-type endpoints[0].conditions.ready: must be true or false, not 8',
    ],
    [
      'endpoints: [{conditions: {ready: y}}]',
      'plain-value endpoints[0].conditions.ready: YAML reads y as true; write true if that is meant',
    ],
    ['ports: [{port: 010}]', 'plain-value ports[0].port: YAML reads 010 as 8; write 8 if that is meant'],
    [
      'endpoints: [{targetRef: {name: v, name: w}}]',
      'duplicate-key endpoints[0].targetRef.name: ' +
        'duplicate key, and kubectl would silently use the last one; remove one',
    ],
  ])('finds the wrong value of %s', async (line, message) => {
    expect(await said(`${HEAD}${line}\n`)).toEqual([message]);
  });

  it('finds nothing in the metadata that kubectl prints', async () => {
    const managed =
      '{manager: kubectl, operation: Update, apiVersion: v1, time: "2026-01-02T03:04:05Z", ' +
      'fieldsType: FieldsV1, fieldsV1: {"f:x": {y: no}}}';
    const text = HEAD.replace(
      '{name: a}',
      `{name: a, generation: 2, managedFields: [${managed}], ownerReferences: [{uid: u, blockOwnerDeletion: true}]}`,
    );
    expect(await said(text)).toEqual([]);
  });

  it('accepts the fields of v1beta1 and of Endpoints', () => {
    const beta = {
      apiVersion: 'discovery.k8s.io/v1beta1',
      kind: 'EndpointSlice',
      endpoints: [{ topology: { a: 'b' }, zone: 'c' }],
    };
    expect(fieldsOf(beta)).toEqual(['endpoints[0].zone']);
    const address = { ip: '10.0.0.1', hostname: 'a', nodeName: 'n', targetRef: { kind: 'Pod' }, ready: true };
    const subsets = [
      { addresses: [address], notReadyAddresses: [address], ports: [{ port: 1, name: 'a', appProtocol: 'b' }] },
    ];
    expect(
      fieldsOf({ apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'a' }, subsets, addressType: 'IPv4' }),
    ).toEqual(['subsets[0].addresses[0].ready', 'subsets[0].notReadyAddresses[0].ready', 'addressType']);
  });

  it('finds nothing without a manifest, as behind an API server', () => {
    expect(runRule(unknownField, { slice: {} }).findings).toEqual([]);
  });

  it('judges each slice of a list by itself', async () => {
    const item = (zone: string): string =>
      `{kind: EndpointSlice, apiVersion: discovery.k8s.io/v1, endpoints: [{zone: ${zone}, zone: ${zone}}]}`;
    const text = `kind: List\napiVersion: v1\nitems:\n- ${item('a')}\n- ${item('08')}\n`;
    expect((await said(text)).map((line) => line.split(':')[0])).toEqual([
      'duplicate-key endpoints[0].zone',
      'unquoted endpoints[0].zone',
      'duplicate-key endpoints[0].zone',
    ]);
  });

  it('reports two hundred thousand unknown fields in seconds', () => {
    const fields = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`${'x'.repeat(58)}${index}`, 1]));
    const started = performance.now();
    const { reports } = runRaw(unknownField, { slice: {}, manifest: manifestOf(fields) });
    expect(reports).toHaveLength(200_000);
    expect(reports.at(-1)?.[1].data).toEqual({ hint: 'correct or remove it' });
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

// The decoder, which was written without the schema.
describe('unknown-field against the decoder', () => {
  const scalar = fc.constantFrom<unknown>(
    null,
    true,
    'text',
    '',
    7,
    -1,
    80.5,
    3e9,
    Infinity,
    [],
    {},
    [1],
    ['a', null],
    { name: 'a' },
    { name: 1 },
  );
  const record = (...names: readonly string[]): fc.Arbitrary<unknown> =>
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record(Object.fromEntries(names.map((name) => [name, scalar])), { requiredKeys: [] }),
      },
      scalar,
    );
  const some = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 5, arbitrary: fc.array(item, { maxLength: 3 }) }, scalar);
  const metadata = fc.record(
    {
      name: scalar,
      labels: fc.oneof(record('a', 'b'), scalar),
      finalizers: scalar,
      deletionTimestamp: fc.constantFrom<unknown>(null, '2026-01-02T03:04:05Z', 5, []),
      ownerReferences: some(record('apiVersion', 'kind', 'name', 'uid', 'controller')),
    },
    { requiredKeys: [] },
  );
  const endpoint = fc.record(
    {
      addresses: scalar,
      conditions: record('ready', 'serving', 'terminating'),
      hostname: scalar,
      targetRef: record('kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'),
      nodeName: scalar,
      zone: scalar,
      hints: fc.oneof(fc.record({ forZones: some(record('name')), forNodes: some(record('name')) }), scalar),
    },
    { requiredKeys: [] },
  );
  const slice = fc.record(
    {
      metadata: fc.oneof({ weight: 5, arbitrary: metadata }, scalar),
      addressType: scalar,
      endpoints: some(endpoint),
      ports: some(record('name', 'protocol', 'port', 'appProtocol')),
    },
    { requiredKeys: [] },
  );
  it('finds the same members of a wrong type as the decoder', () => {
    let wrong = 0;
    fc.assert(
      fc.property(slice, (value) => {
        const decoded = decodeSlice(value);
        const found = decoded.ok ? [] : decoded.problems.map(({ path }) => formatPath(path));
        // The decoder ends at 20 of them.
        fc.pre(found.length < 20);
        wrong += found.length;
        const { findings } = runRule(unknownField, { slice: {}, manifest: manifestOf(value) });
        const types = findings.filter(({ id }) => id === 'wrong-type').map(({ field }) => field);
        expect(types.toSorted()).toEqual(found.toSorted());
      }),
      { numRuns: 2000 },
    );
    expect(wrong).toBeGreaterThan(2000);
  });
});
