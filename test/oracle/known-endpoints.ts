// The cases in which Kubernetes tests its own validation of Endpoints (TestValidateEndpointsCreate and
// TestValidateEndpointsUpdate in https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation_test.go),
// in our words and as far as a client can send them: a namespace comes from the URL, and another one is not accepted.
import type { Case } from '../control-plane/verdicts.ts';

const METADATA = { name: 'known', namespace: 'default' };
const ADDRESSES = [{ ip: '10.20.30.40' }];
const ONE_PORT = [{ name: 'one', port: 4001, protocol: 'TCP' }];
const TWO_PORTS = [...ONE_PORT, { name: 'two', port: 4002, protocol: 'TCP' }];

function created(subsets: readonly object[] | undefined, metadata: object = METADATA): Case {
  return { value: { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets } };
}

function address(ip: string): Case {
  return created([{ addresses: [{ ip }], ports: ONE_PORT }]);
}

function port(...ports: readonly object[]): Case {
  return created([{ addresses: ADDRESSES, ports }]);
}

/** An update that sets the application protocol of the only port. */
function spoken(appProtocol: string): Case {
  const before = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...METADATA, uid: '00000000-0000-4000-8000-000000000002', creationTimestamp: '2026-01-02T03:04:05Z' },
  };
  const subset = (ports: readonly object[]): readonly object[] => [{ addresses: ADDRESSES, ports }];
  return {
    stored: { ...before, subsets: subset(ONE_PORT) },
    value: { ...before, subsets: subset(ONE_PORT.map((one) => ({ ...one, appProtocol }))) },
  };
}

export const KNOWN_ENDPOINTS: readonly Case[] = [
  // Accepted by all versions.
  created([
    { addresses: [...ADDRESSES, { ip: '10.20.30.41' }], ports: TWO_PORTS },
    { addresses: [{ ip: '10.20.30.42' }], ports: TWO_PORTS },
  ]),
  created(undefined),
  port({ port: 4001, protocol: 'TCP' }),
  port({ port: 4001, protocol: 'TCP', appProtocol: 'HTTP' }),
  created([{ addresses: ADDRESSES }]),
  created(undefined, { name: 'known' }),
  // Accepted until 1.35.
  created([
    { addresses: [{ ip: '010.020.030.040' }, { ip: '10.20.30.41' }], ports: TWO_PORTS },
    { addresses: [{ ip: '::ffff:10.20.30.42' }], ports: TWO_PORTS },
  ]),
  address('001.020.030.004'),
  // Refused.
  created(undefined, { namespace: 'default' }),
  created(undefined, { ...METADATA, name: '_-Not a name&' }),
  created([{ ports: ONE_PORT }]),
  address('[2001:db8:1:2:3:4:5:6]'),
  created([{ addresses: [{}], ports: ONE_PORT }]),
  address('127.1.2.3'),
  address('169.254.20.30'),
  address('224.0.0.30'),
  port({ port: 4001, protocol: 'TCP' }, { name: 'two', port: 4002, protocol: 'TCP' }),
  port({ name: 'one', port: 70_001, protocol: 'TCP' }),
  port({ name: 'one', protocol: 'TCP' }),
  port({ name: 'one', port: 4001, protocol: 'HTTP' }),
  // No fault of a client: the server fills in the protocol before it validates.
  port({ name: 'one', port: 4001 }),
  port({ name: 'one', port: 4001, protocol: 'TCP', appProtocol: 'one (of) {many}' }),
  spoken('https'),
  spoken('~https'),
];
