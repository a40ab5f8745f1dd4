// Six of the checks of `recommended` as a ValidatingAdmissionPolicy: what Kubernetes offers without any webhook.

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

const VALIDATIONS = [
  ['has(object.ports) && object.ports.all(p, has(p.port) && p.port >= 1 && p.port <= 65535)', 'ports are 1 to 65535'],
  ["object.addressType in ['IPv4', 'IPv6']", 'addressType is IPv4 or IPv6'],
  [
    "object.endpoints.all(e, e.addresses.all(a, !a.startsWith('127.') && !a.startsWith('169.254.') && !a.startsWith('fe80:') && !(a in ['::1', '168.63.129.16', '100.100.100.200', 'fd00:ec2::254'])))",
    'addresses are not loopback, link-local or the metadata service',
  ],
  [
    "has(object.metadata.labels) && 'kubernetes.io/service-name' in object.metadata.labels",
    'the slice names its Service',
  ],
  [
    `!has(object.metadata.labels) || !('${MANAGED_BY}' in object.metadata.labels) || !(object.metadata.labels['${MANAGED_BY}'] in ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']) || request.userInfo.username.startsWith('system:serviceaccount:kube-system:')`,
    "a controller's name is for that controller",
  ],
  ['object.endpoints.all(e, has(e.conditions) && has(e.conditions.ready))', 'ready is set'],
] as const;

/** The policy and its binding. */
export function checksAsPolicy(namespaceSelector: object): readonly object[] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const resourceRules = [
    {
      apiGroups: ['discovery.k8s.io'],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['endpointslices'],
    },
  ];
  const validations = VALIDATIONS.map(([expression, message]) => ({ expression, message }));
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'bench-policy' },
      spec: { failurePolicy: 'Fail', matchConstraints: { resourceRules }, validations },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'bench-policy' },
      spec: { policyName: 'bench-policy', validationActions: ['Deny'], matchResources: { namespaceSelector } },
    },
  ];
}
