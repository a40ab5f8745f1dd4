import { describe, expect, it } from 'vitest';
import { decodeMetadata, decodeSlice } from '../../../src/model/decode/decode.ts';
import { formatPath } from '../../../src/model/field-path.ts';
import { label, type Slice } from '../../../src/model/slice.ts';

function slice(value: unknown): Slice {
  const decoded = decodeSlice(value);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
}

function problems(value: unknown): string[] {
  const decoded = decodeSlice(value);
  return decoded.ok ? [] : decoded.problems.map(({ path, message }) => `${formatPath(path)} ${message}`);
}

describe('decoding a slice', () => {
  it.each([
    [{}],
    [null],
    [{ endpoints: null, ports: null, metadata: null }],
    [{ endpoints: [], ports: [], metadata: { labels: null } }],
  ])('reads %j as empty', (value) => {
    expect(slice(value)).toMatchObject({
      addressType: '',
      endpoints: [],
      endpointCount: 0,
      ports: [],
      portCount: 0,
      addresses: [],
    });
  });

  it("fills in the API's defaults", () => {
    const { ports, endpoints } = slice({
      ports: [{}, null, { name: null, protocol: 'UDP', port: 53 }],
      endpoints: [null, {}],
    });
    expect(ports).toEqual([
      { name: '', protocol: 'TCP', port: undefined, appProtocol: undefined },
      { name: '', protocol: 'TCP', port: undefined, appProtocol: undefined },
      { name: '', protocol: 'UDP', port: 53, appProtocol: undefined },
    ]);
    expect(endpoints[0]).toEqual(endpoints[1]);
    expect(endpoints[1]).toMatchObject({
      addresses: [],
      conditions: { ready: undefined, serving: undefined, terminating: undefined },
    });
  });

  it('numbers the addresses of all endpoints', () => {
    const { addresses } = slice({
      endpoints: [{ addresses: ['10.0.0.1', 'fd00::1'] }, { addresses: ['web.example.com'] }],
    });
    expect(addresses.map(({ endpoint, index, text, ip }) => [endpoint, index, text, ip?.family])).toEqual([
      [0, 0, '10.0.0.1', 4],
      [0, 1, 'fd00::1', 6],
      [1, 0, 'web.example.com', undefined],
    ]);
  });

  it('does not keep more than an API server stores, but counts it', () => {
    const decoded = slice({
      endpoints: Array.from({ length: 5000 }, () => ({ addresses: Array.from({ length: 150 }, () => '10.0.0.1') })),
    });
    expect(decoded).toMatchObject({ endpointCount: 5000 });
    expect(decoded.endpoints).toHaveLength(1000);
    expect(decoded.endpoints[0]).toMatchObject({ addressCount: 150 });
    expect(decoded.endpoints[0]?.addresses).toHaveLength(100);
  });

  it('reads a label with any key, and no inherited name', () => {
    const { metadata } = slice(JSON.parse('{"metadata": {"labels": {"__proto__": "x", "constructor": "y"}}}'));
    expect([label(metadata, '__proto__'), label(metadata, 'constructor'), label(metadata, 'toString')]).toEqual([
      'x',
      'y',
      undefined,
    ]);
    expect(slice(JSON.parse('{"__proto__": {"addressType": "IPv4"}}')).addressType).toBe('');
  });

  it.each([
    [{ addressType: 4 }, 'addressType must be a string, not the number 4'],
    [{ endpoints: {} }, 'endpoints must be a list, not an object'],
    [{ endpoints: ['10.0.0.1'] }, 'endpoints[0] must be an object, not the string "10.0.0.1"'],
    [{ endpoints: [{ addresses: '10.0.0.1' }] }, 'endpoints[0].addresses must be a list, not the string "10.0.0.1"'],
    [{ endpoints: [{ addresses: [1] }] }, 'endpoints[0].addresses[0] must be a string, not the number 1'],
    [
      { endpoints: [{}, { conditions: { ready: 'yes' } }] },
      'endpoints[1].conditions.ready must be true or false, not the string "yes"',
    ],
    [{ endpoints: [{ targetRef: [] }] }, 'endpoints[0].targetRef must be an object, not a list'],
    [
      { endpoints: [{ hints: { forZones: [{ name: 1 }] } }] },
      'endpoints[0].hints.forZones[0].name must be a string, not the number 1',
    ],
    [{ ports: [{ port: '80' }] }, 'ports[0].port must be a 32-bit integer, not the string "80"'],
    [{ ports: [{ port: 80.5 }] }, 'ports[0].port must be a 32-bit integer, not the number 80.5'],
    [{ ports: [{ port: 2 ** 31 }] }, 'ports[0].port must be a 32-bit integer, not the number 2147483648'],
    [{ metadata: { labels: { a: 1 } } }, 'metadata.labels[a] must be a string, not the number 1'],
    [{ metadata: { labels: ['a'] } }, 'metadata.labels must be a map of strings, not a list'],
    [[], ' must be an object, not a list'],
  ])('refuses %j', (value, message) => {
    expect(problems(value)).toEqual([message]);
  });

  it('reports at most twenty problems', () => {
    expect(problems({ endpoints: Array.from({ length: 1000 }, () => 1) })).toHaveLength(20);
  });
});

describe('decoding only metadata', () => {
  it('gives the same metadata as decoding the whole slice', () => {
    const metadata = {
      name: 'web',
      namespace: 'shop',
      labels: { a: 'b' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: '1', controller: true }],
      finalizers: ['example.com/f'],
      deletionTimestamp: '2026-01-01T00:00:00Z',
    };
    const decoded = decodeMetadata(metadata);
    expect(decoded).toMatchObject({
      ok: true,
      value: { name: 'web', deleting: true, ownerReferences: [{ kind: 'Service', controller: true }] },
    });
    expect(decoded.ok && decoded.value).toEqual(slice({ metadata }).metadata);
    expect(decodeMetadata({ name: 1 })).toMatchObject({ ok: false, problems: [{ path: ['metadata', 'name'] }] });
  });
});
