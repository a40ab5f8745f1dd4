import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../../src/model/kubernetes-version.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { validateSlice } from '../../src/model/validation/validate.ts';
import type { Operation } from '../../src/policy/rule.ts';
import { kubernetesValidation } from '../../src/rules/kubernetes-validation.ts';
import { slices } from '../oracle/slices.ts';
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
    expect(findings({ ...bad, apiVersion: 'v1', kind: 'Endpoints' })).toEqual([]);
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
