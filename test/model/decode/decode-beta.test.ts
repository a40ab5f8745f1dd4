import { describe, expect, it } from 'vitest';
import { decodeBetaSlice } from '../../../src/model/decode/decode-beta.ts';
import { decodeSlice } from '../../../src/model/decode/decode.ts';

const ZONE = 'topology.kubernetes.io/zone';
const NODE = 'kubernetes.io/hostname';

function endpoint(members: object): unknown {
  const decoded = decodeBetaSlice({
    metadata: { name: 'web' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], ...members }],
  });
  expect(decoded.ok).toBe(true);
  const [{ zone, nodeName } = {}] = decoded.value.endpoints;
  return { zone, nodeName };
}

describe('decodeBetaSlice', () => {
  it('takes zone and node from the topology', () => {
    expect(endpoint({ topology: { [ZONE]: 'a', [NODE]: 'n1', other: 'x' } })).toEqual({ zone: 'a', nodeName: 'n1' });
    expect(endpoint({ nodeName: 'n2', topology: { [NODE]: 'n1' } })).toEqual({ zone: undefined, nodeName: 'n2' });
    expect(endpoint({})).toEqual({ zone: undefined, nodeName: undefined });
    expect(endpoint({ topology: null })).toEqual({ zone: undefined, nodeName: undefined });
  });

  it('ignores the field zone, as a server did', () => {
    expect(endpoint({ zone: 'b' })).toEqual({ zone: undefined, nodeName: undefined });
    expect(endpoint({ zone: 7 })).toEqual({ zone: undefined, nodeName: undefined });
  });

  it('reads everything else as v1 does', () => {
    const value = {
      metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } },
      addressType: 'IPv6',
      endpoints: [
        {
          addresses: ['fd00::1'],
          conditions: { ready: false, serving: true },
          hostname: 'h',
          targetRef: { kind: 'Pod' },
        },
      ],
      ports: [{ port: 80 }],
    };
    const [beta, v1] = [decodeBetaSlice(value).value, decodeSlice(value).value];
    expect({ ...beta, origin: undefined }).toEqual({ ...v1 });
  });

  it('names its version, and the path of the zone', () => {
    const { origin } = decodeBetaSlice({}).value;
    expect(origin).toMatchObject({ apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice' });
    expect(origin?.path(['endpoints', 2, 'zone'])).toEqual(['endpoints', 2, 'topology', { key: ZONE }]);
    expect(origin?.path(['endpoints', 2, 'addresses', 0])).toEqual(['endpoints', 2, 'addresses', 0]);
    expect(origin?.path(['metadata'])).toEqual(['metadata']);
  });

  it('reports the path of a topology of the wrong type', () => {
    const decoded = decodeBetaSlice({ endpoints: [{ topology: { [ZONE]: 7 } }] });
    expect(decoded).toMatchObject({ ok: false, problems: [{ path: ['endpoints', 0, 'topology', { key: ZONE }] }] });
  });
});
