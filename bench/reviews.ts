// AdmissionReviews as an API server writes them: Go's field order, realistic metadata and managedFields, no two slices
// alike.

export type ReviewOperation = 'CREATE' | 'UPDATE';

/**
 * The JSON text of the `index`th review about a slice of so many good endpoints; the same arguments give the same text.
 */
export function reviewText(operation: ReviewOperation, endpoints: number, index: number): string {
  const name = nameOf(index);
  const update = operation === 'UPDATE';
  return JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: uid(index, 1),
      kind: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      resource: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
      requestKind: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      requestResource: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
      name: `${name}-x7k2p`,
      namespace: 'shop',
      operation,
      userInfo: {
        username: 'system:serviceaccount:shop:slice-operator',
        uid: uid(index, 2),
        groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
        extra: {
          'authentication.kubernetes.io/credential-id': [`JTI=${uid(7, 3)}`],
          'authentication.kubernetes.io/node-name': ['node-3.eu-central-1.compute.internal'],
          'authentication.kubernetes.io/node-uid': [uid(7, 4)],
          'authentication.kubernetes.io/pod-name': ['slice-operator-6d4cf56db6-w2x7l'],
          'authentication.kubernetes.io/pod-uid': [uid(7, 5)],
        },
      },
      object: slice(endpoints, index, update ? 1 : 0),
      oldObject: update ? slice(endpoints, index, 0) : null,
      dryRun: false,
      options: {
        kind: update ? 'UpdateOptions' : 'CreateOptions',
        apiVersion: 'meta.k8s.io/v1',
        fieldManager: 'slice-operator',
        fieldValidation: 'Strict',
      },
    },
  });
}

/**
 * A slice that `recommended` finds nothing wrong with, up to 100 endpoints; each revision has one endpoint's readiness
 * changed.
 */
export function slice(endpoints: number, index: number, revision: number) {
  const name = nameOf(index);
  return {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      name: `${name}-x7k2p`,
      generateName: `${name}-`,
      namespace: 'shop',
      uid: uid(index, 6),
      resourceVersion: String(81_234_567 + revision),
      generation: 12 + revision,
      creationTimestamp: '2026-03-01T09:30:00Z',
      labels: {
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/part-of': 'shop',
        'endpointslice.kubernetes.io/managed-by': 'slice-operator.shop.example.com',
        'kubernetes.io/service-name': name,
      },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': `2026-03-01T09:3${revision}:00Z` },
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name, uid: uid(index, 7), controller: true, blockOwnerDeletion: true },
      ],
      managedFields: [managedFields(revision)],
    },
    addressType: 'IPv4',
    endpoints: Array.from({ length: endpoints }, (_, at) => endpoint(index, at, revision)),
    ports: [
      { name: 'http', protocol: 'TCP', port: 8080 },
      { name: 'metrics', protocol: 'TCP', port: 9090 },
    ],
  };
}

function endpoint(index: number, at: number, revision: number): object {
  const ready = at > 0 || revision > 0;
  const zone = `eu-central-1${'abc'[at % 3]}`;
  return {
    addresses: [`10.${(index * 3) % 120}.${(at * 7 + index) % 250}.${(at * 13 + Math.floor(at / 250) + index) % 250}`],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: {
      kind: 'Pod',
      namespace: 'shop',
      name: `${nameOf(index)}-6d4cf56db6-${hex(at * 977 + index, 5)}`,
      uid: uid(index * 1000 + at, 8),
    },
    nodeName: `node-${(at + index) % 400}.eu-central-1.compute.internal`,
    zone,
    hints: { forZones: [{ name: zone }] },
  };
}

function managedFields(revision: number): object {
  return {
    manager: 'slice-operator',
    operation: 'Update',
    apiVersion: 'discovery.k8s.io/v1',
    time: `2026-03-01T09:3${revision}:00Z`,
    fieldsType: 'FieldsV1',
    fieldsV1: {
      'f:addressType': {},
      'f:endpoints': {},
      'f:metadata': {
        'f:annotations': { '.': {}, 'f:endpoints.kubernetes.io/last-change-trigger-time': {} },
        'f:generateName': {},
        'f:labels': {
          '.': {},
          'f:app.kubernetes.io/name': {},
          'f:app.kubernetes.io/part-of': {},
          'f:endpointslice.kubernetes.io/managed-by': {},
          'f:kubernetes.io/service-name': {},
        },
        'f:ownerReferences': { '.': {}, 'k:{"uid":"2f1a7c9e-55b0-4a07-9d56-0d8a1c7e1f10"}': {} },
      },
      'f:ports': {},
    },
  };
}

function nameOf(index: number): string {
  return `checkout-${index}`;
}

/** Looks like a random UUID. */
function uid(seed: number, salt: number): string {
  const part = (step: number): string => hex(Math.imul(seed * 31 + salt * 7 + step, 0x9e3779b1) >>> 0, 8);
  const [a, b, c, d] = [part(1), part(2), part(3), part(4)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-9${c.slice(0, 3)}-${c.slice(4)}${d}`;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0').slice(-width);
}
