import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../../src/model/kubernetes-version.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { judgeEndpoints } from '../../src/model/validation/endpoints-v1/judge.ts';
import { findUnmirrored } from '../../src/model/validation/endpoints-v1/unmirrored.ts';
import { validateSlice } from '../../src/model/validation/validate.ts';
import type { Operation } from '../../src/policy/rule.ts';
import { kubernetesValidation } from '../../src/rules/kubernetes-validation.ts';
import { anyEndpoints, anyEndpointsUpdate } from '../oracle/endpoints.ts';
import { slices } from '../oracle/slices.ts';
import { findingsOf } from './run-example.ts';
import { runRule, type RuleFinding } from './run-rule.ts';

interface Given {
  readonly kubernetes?: KubernetesVersion;
  readonly stored?: unknown;
  readonly problems?: Manifest['problems'];
  readonly operation?: Operation;
}

function findings(
  value: object,
  { kubernetes = '1.37', stored, problems = [], operation }: Given = {},
): readonly RuleFinding[] {
  const manifest = { value, stored, problems, sourceWarnings: () => [], kubernetes };
  return runRule(kubernetesValidation, { slice: value, manifest, ...(operation === undefined ? {} : { operation }) })
    .findings;
}

const GOOD = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1' },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.2.3'] }],
};

describe('kubernetes-validation', () => {
  it('shows the size of annotations that are too large', () => {
    const annotations = { a: 'x'.repeat(256 * 1024) };
    expect(findings({ ...GOOD, metadata: { name: 'web-1', annotations } })).toEqual([
      {
        id: 'too-long',
        field: 'metadata.annotations',
        seen: '262145',
        expected: 'must have at most 262144 bytes together',
        quantity: undefined,
      },
    ]);
  });

  it('finds nothing without a manifest, in one that cannot be decoded, and in other kinds', () => {
    const bad = { ...GOOD, addressType: '' };
    expect(runRule(kubernetesValidation, { slice: bad }).findings).toEqual([]);
    expect(findings(bad, { problems: [{ path: ['ports'], message: 'must be a list' }] })).toEqual([]);
    expect(findings({ ...bad, apiVersion: 'discovery.k8s.io/v1beta1' })).toEqual([]);
    expect(findings({ ...bad, apiVersion: 'v1', kind: 'Pod' })).toEqual([]);
    expect(findings({ ...bad, kind: 'Endpoints' })).toHaveLength(1);
    expect(findings({ ...bad, apiVersion: null })).toHaveLength(1);
  });

  it('judges by the version of Kubernetes that is given', () => {
    const padded = { ...GOOD, endpoints: [{ addresses: ['010.1.2.3'] }] };
    const said = KUBERNETES_VERSIONS.map((kubernetes) => findings(padded, { kubernetes }).map(({ id }) => id));
    expect(said).toEqual([['odd-ip'], ['odd-ip'], ['invalid'], ['invalid']]);
  });

  it('compares with the stored object only in an update', () => {
    const ipv6 = { ...GOOD, addressType: 'IPv6', endpoints: [] };
    expect(findings(ipv6, { stored: GOOD, operation: 'UPDATE' }).map(({ field }) => field)).toEqual(['addressType']);
    expect(findings(ipv6, { stored: GOOD, operation: 'CREATE' })).toEqual([]);
    expect(findings(ipv6, { operation: 'UPDATE' })).toEqual([]);
  });

  it('reports once what a server reports three times', () => {
    const labels = { a: '!' };
    const value = { ...GOOD, metadata: { name: 'web-1', labels } };
    expect(validateSlice(value, { version: '1.36', stored: GOOD })).toHaveLength(3);
    expect(findings(value, { kubernetes: '1.36', stored: GOOD, operation: 'UPDATE' })).toHaveLength(1);
  });

  it('denies exactly what the validator refuses, and shows what is expected', () => {
    fc.assert(
      fc.property(slices, fc.constantFrom(...KUBERNETES_VERSIONS), (value, kubernetes) => {
        const found = findings(value, { kubernetes });
        const denials = found.filter(({ id }) => kubernetesValidation.messages[id]?.recommended === 'deny');
        expect(denials.length > 0).toBe(validateSlice(value, { version: kubernetes }).length > 0);
        for (const { expected } of found) expect(expected).toMatch(/./);
      }),
    );
  });
});

describe('kubernetes-validation of v1 Endpoints', () => {
  const ENDPOINTS = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'db' },
    subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ name: 'sql', port: 5432 }] }],
  };
  const TWICE = [
    {
      addresses: [{ ip: '10.1.2.3' }],
      ports: [
        { name: 'a', port: 1 },
        { name: 'a', port: 2 },
      ],
    },
  ];

  it('finds nothing without a manifest, and in one that cannot be decoded', () => {
    const bad = { ...ENDPOINTS, subsets: [{}] };
    expect(findings(bad).map(({ id, field }) => [id, field])).toEqual([['no-addresses', 'subsets[0]']]);
    expect(runRule(kubernetesValidation, { slice: bad }).findings).toEqual([]);
    expect(findings(bad, { problems: [{ path: ['subsets'], message: 'must be a list' }] })).toEqual([]);
  });

  it('says what the stored object allows only in an update', () => {
    const odd = { ...ENDPOINTS, subsets: [{ addresses: [{ ip: '010.1.2.3' }] }] };
    expect(findings(odd).map(({ id }) => id)).toEqual(['invalid']);
    expect(findings(odd, { kubernetes: '1.35' }).map(({ id }) => id)).toEqual(['odd-ip']);
    expect(findings(odd, { stored: odd, operation: 'CREATE' }).map(({ id }) => id)).toEqual(['invalid']);
    expect(findings(odd, { stored: odd, operation: 'UPDATE' }).map(({ id }) => id)).toEqual(['odd-ip']);
  });

  it('denies exactly what the validator refuses, and shows what is expected', () => {
    const writes = fc.oneof(
      anyEndpoints.map((value) => ({ value, stored: undefined })),
      anyEndpointsUpdate,
    );
    fc.assert(
      fc.property(writes, fc.constantFrom(...KUBERNETES_VERSIONS), ({ value, stored }, kubernetes) => {
        const operation = stored === undefined ? 'CREATE' : 'UPDATE';
        const found = findings(value, { kubernetes, stored, operation });
        const denials = found.filter(({ id }) => kubernetesValidation.messages[id]?.recommended === 'deny');
        const { faults } = judgeEndpoints(value, { version: kubernetes, stored });
        expect(denials.length > 0).toBe(faults.length > 0);
        const unmirrored = found.filter(({ id }) => id.startsWith('unmirrored-'));
        expect(unmirrored).toHaveLength(faults.length > 0 ? 0 : findUnmirrored(value).length);
        for (const { expected } of found) expect(expected).toMatch(/./);
      }),
    );
  });

  it('warns of what is never mirrored only if it is stored', () => {
    const name = `db.${'a'.repeat(70)}`;
    const ids = (value: object): readonly string[] => findings(value).map(({ id }) => id);
    expect(ids({ ...ENDPOINTS, metadata: { name }, subsets: TWICE })).toEqual([
      'unmirrored-name',
      'unmirrored-port-name',
    ]);
    expect(ids({ ...ENDPOINTS, metadata: { name }, subsets: [...TWICE, {}] })).toEqual(['no-addresses']);
  });

  it.each([
    [`a${'b'.repeat(69)}`, 'has 70 characters, and Service names at most 63: the object is stored but never'],
    ['db.example.com', '"db.example.com" has dots, and Service names have none: the object is stored but never'],
  ])('says what is wrong with the name %s', (name, expected) => {
    const value = { ...ENDPOINTS, metadata: { name } };
    const manifest: Manifest = {
      value,
      stored: undefined,
      problems: [],
      sourceWarnings: () => [],
      kubernetes: '1.37',
    };
    const messages = findingsOf(kubernetesValidation, { slice: value, manifest }).map(({ message }) => message);
    expect(messages).toEqual([expect.stringContaining(expected)]);
  });
});
