// Kubernetes objects for tests: a slice that no preset has anything to say about, and variations of it.

export interface SliceObject {
  readonly apiVersion: 'discovery.k8s.io/v1';
  readonly kind: 'EndpointSlice';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly addressType: string;
  readonly endpoints: readonly object[];
  readonly ports: readonly object[];
}

export const GOOD_LABELS = {
  'kubernetes.io/service-name': 'web',
  'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com',
} as const;

export interface SliceParts {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly addressType?: string;
  readonly endpoints?: readonly object[];
  readonly ports?: readonly object[];
}

/** A good slice, but for the given parts. */
export function slice(name: string, parts: SliceParts = {}): SliceObject {
  const { namespace = 'default', labels = GOOD_LABELS, finalizers, addressType = 'IPv4' } = parts;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels, ...(finalizers === undefined ? {} : { finalizers }) },
    addressType,
    endpoints: parts.endpoints ?? [endpoint('10.1.2.3')],
    ports: parts.ports ?? [{ name: 'http', port: 8080, protocol: 'TCP' }],
  };
}

export function endpoint(address: string, ready = true): object {
  return { addresses: [address], conditions: { ready } };
}

export function node(name: string): object {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name } };
}

/** A pod that a kubelet would run; there is none, so its status is to be set with `podStatus`. */
export function pod(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  nodeName: string,
): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { nodeName, containers: [{ name: 'main', image: 'example.com/none', ports: [{ containerPort: 8080 }] }] },
  };
}

/** What a kubelet would report. */
export function podStatus(address: string, ready: boolean): object {
  const condition = { type: 'Ready', status: ready ? 'True' : 'False' };
  return { status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }], conditions: [condition] } };
}
