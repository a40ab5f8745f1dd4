import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appProtocol } from '../../src/rules/app-protocol.ts';
import { runRule } from './run-rule.ts';

function judge(...names: readonly (string | null | undefined)[]): (readonly [string, string, string | undefined])[] {
  const { findings } = runRule(appProtocol, {
    slice: { ports: names.map((name) => ({ port: 80, appProtocol: name })) },
  });
  return findings.map(({ field, id, expected }) => [field, id, expected] as const);
}

/** RFC 6335 5.1, clause by clause. */
function isServiceName(text: string): boolean {
  return (
    text.length >= 1 &&
    text.length <= 15 &&
    !/[^A-Za-z0-9-]/.test(text) &&
    /[A-Za-z]/.test(text) &&
    !text.startsWith('-') &&
    !text.endsWith('-') &&
    !text.includes('--')
  );
}

describe('app-protocol', () => {
  it('accepts what Kubernetes defines, and nothing else under its prefix', () => {
    expect(judge('kubernetes.io/h2c', 'kubernetes.io/ws', 'kubernetes.io/wss', null, undefined)).toEqual([]);
    const wrong = ['kubernetes.io/H2C', 'kubernetes.io/http', 'kubernetes.io/', 'kubernetes.io/h2c '];
    expect(judge(...wrong).map(([, id]) => id)).toEqual(wrong.map(() => 'unknown-kubernetes'));
  });

  it('proposes the prefix that is missing', () => {
    expect(judge('h2c', 'http', 'wss')).toEqual([
      ['ports[0].appProtocol', 'unprefixed', 'kubernetes.io/h2c'],
      ['ports[2].appProtocol', 'unprefixed', 'kubernetes.io/wss'],
    ]);
  });

  it('accepts exactly the service names of RFC 6335', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'Z', '0', '9', '-', '_', '.', 'é'), maxLength: 17 });
    fc.assert(
      fc.property(name, (text) => {
        expect(judge(text).map(([, id]) => id)).toEqual(isServiceName(text) ? [] : ['not-iana']);
      }),
      { numRuns: 2000 },
    );
  });

  it('accepts service names of up to 15 characters', () => {
    expect(
      judge('a'.repeat(15), '123456789-12-ab', 'a'.repeat(16), `${'1'.repeat(15)}a`).map(([field]) => field),
    ).toEqual(['ports[2].appProtocol', 'ports[3].appProtocol']);
  });

  it('accepts the names that gateways and meshes use, and any name under the prefix of another owner', () => {
    const usual = ['http', 'HTTP2', 'https', 'grpc', 'grpc-web', 'tcp', 'tls', 'mongo', 'redis', 'mysql', 'postgresql'];
    expect(judge(...usual, 'example.com/own', 'networking.kubernetes.io/x', 'mykubernetes.io/x')).toEqual([]);
  });

  it('judges a name of a million characters in less than a second', () => {
    const from = performance.now();
    expect(judge('a-'.repeat(500_000))).toHaveLength(1);
    expect(performance.now() - from).toBeLessThan(1000);
  });
});
