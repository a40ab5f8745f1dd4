// Reviews as an API server writes them: Go's field order, compact.

interface SliceParts {
  readonly name?: string;
  readonly labels?: Record<string, string>;
  readonly addressType?: string;
  readonly endpoints?: unknown;
  readonly ports?: unknown;
}

/** A slice without any finding. */
export function goodSlice(parts: SliceParts = {}): object {
  return {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      name: parts.name ?? 'web-1',
      namespace: 'shop',
      uid: '9d1c0e1e-5d2f-4f67-8b2d-0d5b8d0f6a11',
      labels: parts.labels ?? {
        'endpointslice.kubernetes.io/managed-by': 'example.com/shop',
        'kubernetes.io/service-name': 'web',
      },
    },
    addressType: parts.addressType ?? 'IPv4',
    endpoints: parts.endpoints ?? [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
    ports: parts.ports ?? [{ name: 'http', protocol: 'TCP', port: 8080 }],
  };
}

/** A port that Kubernetes stores and `recommended` denies. */
export function badSlice(parts: SliceParts = {}): object {
  return goodSlice({ ports: [{ name: 'http', protocol: 'TCP', port: 70_000 }], ...parts });
}

export interface ReviewParts {
  readonly uid?: unknown;
  readonly operation?: string;
  readonly subResource?: string;
  readonly requestSubResource?: string;
  readonly object?: unknown;
  readonly oldObject?: unknown;
  readonly kind?: unknown;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
  readonly dryRun?: boolean;
  readonly options?: unknown;
}

export function review(parts: ReviewParts = {}): object {
  const operation = parts.operation ?? 'CREATE';
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: 'uid' in parts ? parts.uid : 'b3c2-1',
      kind: parts.kind ?? { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      resource: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
      ...(parts.subResource === undefined ? {} : { subResource: parts.subResource }),
      requestKind: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      requestResource: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
      ...(parts.requestSubResource === undefined ? {} : { requestSubResource: parts.requestSubResource }),
      name: parts.name ?? 'web-1',
      namespace: parts.namespace ?? 'shop',
      operation,
      userInfo: { username: parts.user ?? 'jane', groups: ['system:authenticated'] },
      object: 'object' in parts ? parts.object : operation === 'DELETE' ? null : goodSlice(),
      oldObject: parts.oldObject ?? null,
      dryRun: parts.dryRun ?? false,
      options: parts.options ?? { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'kubectl' },
    },
  };
}

export function body(parts: ReviewParts = {}): Buffer {
  return Buffer.from(JSON.stringify(review(parts)));
}
