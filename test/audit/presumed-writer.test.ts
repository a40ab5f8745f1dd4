import { describe, expect, it } from 'vitest';
import { presumedWriter, UNKNOWN_USER } from '../../src/audit/presumed-writer.ts';
import { impersonate } from '../../src/manifests/user.ts';
import { BUILT_IN_MANAGERS, LABELS, type SliceMetadata } from '../../src/model/slice.ts';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { slice } from '../policy/fixtures.ts';

const [SLICES, MIRRORING] = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'] as const;
const SERVICE = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u-1', controller: true };
const CONTROLLERS = new Set(DEFAULT_CONTROLLERS);

function metadata(manager: string, owner: object | undefined, parts: object = {}): SliceMetadata {
  const labels = { [LABELS.serviceName]: 'web', [LABELS.managedBy]: manager };
  return slice({ metadata: { labels, ownerReferences: owner === undefined ? [] : [owner], ...parts } }).metadata;
}

describe('presumedWriter', () => {
  it('is the controller whose managed-by it is, if the Service owns the slice', () => {
    expect(presumedWriter('slice', metadata(SLICES, SERVICE), CONTROLLERS).name).toBe(
      'system:serviceaccount:kube-system:endpointslice-controller',
    );
    const mirrored = metadata(MIRRORING, { ...SERVICE, kind: 'Endpoints' });
    expect(presumedWriter('slice', mirrored, CONTROLLERS).name).toBe(
      'system:serviceaccount:kube-system:endpointslicemirroring-controller',
    );
  });

  it('knows both managers of Kubernetes, and their users are controllers by default', () => {
    const users = BUILT_IN_MANAGERS.map((manager) => {
      const kind = manager === MIRRORING ? 'Endpoints' : 'Service';
      return presumedWriter('slice', metadata(manager, { ...SERVICE, kind }), CONTROLLERS).name;
    });
    expect(DEFAULT_CONTROLLERS).toEqual(expect.arrayContaining(users));
  });

  it.each<[string, string, object | undefined]>([
    ['it has no owner', SLICES, undefined],
    ['the owner is no controller', SLICES, { ...SERVICE, controller: false }],
    ['the owner is another Service', SLICES, { ...SERVICE, name: 'other' }],
    ['the owner is of another kind', SLICES, { ...SERVICE, kind: 'Endpoints' }],
    ['the owner is of another group', SLICES, { ...SERVICE, apiVersion: 'serving.knative.dev/v1' }],
    ['the owner has no uid', SLICES, { ...SERVICE, uid: '' }],
    ['a mirrored slice is owned by a Service', MIRRORING, SERVICE],
    ['it is managed by another program', 'operator.example.com', SERVICE],
    ['the manager has the name of a member of every object', 'constructor', SERVICE],
  ])('is unknown when %s', (_, manager, owner) => {
    expect(presumedWriter('slice', metadata(manager, owner), CONTROLLERS)).toBe(UNKNOWN_USER);
  });

  it('is the controller manager where policies name it alone', () => {
    const alone = new Set(['system:kube-controller-manager']);
    expect(presumedWriter('slice', metadata(SLICES, SERVICE), alone).name).toBe('system:kube-controller-manager');
    expect(presumedWriter('slice', metadata(SLICES, SERVICE), new Set()).name).toContain('endpointslice-controller');
  });

  it('is the API server for default/kubernetes alone', () => {
    const kubernetes = { namespace: 'default', name: 'kubernetes', labels: {}, ownerReferences: [] };
    expect(presumedWriter('slice', metadata('', undefined, kubernetes), CONTROLLERS).name).toBe('system:apiserver');
    expect(presumedWriter('slice', metadata('', undefined, { ...kubernetes, namespace: 'shop' }), CONTROLLERS)).toBe(
      UNKNOWN_USER,
    );
    expect(presumedWriter('slice', metadata('', undefined, { ...kubernetes, name: 'web' }), CONTROLLERS)).toBe(
      UNKNOWN_USER,
    );
  });

  it('is the Endpoints controller for Endpoints that have its marks, and for nothing else', () => {
    const marks = [
      { labels: { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } },
      { annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' } },
      { annotations: { 'endpoints.kubernetes.io/over-capacity': 'truncated' } },
    ];
    const writers = marks.map((mark) => presumedWriter('endpoints', metadata('', undefined, mark), CONTROLLERS).name);
    expect(new Set(writers)).toEqual(new Set(['system:serviceaccount:kube-system:endpoint-controller']));
    expect(DEFAULT_CONTROLLERS).toContain(writers[0]);
    const others = [
      {},
      { labels: { 'endpoints.kubernetes.io/managed-by': 'patroni' } },
      { annotations: { leader: 'x' } },
    ];
    for (const other of others)
      expect(presumedWriter('endpoints', metadata(SLICES, SERVICE, other), CONTROLLERS)).toBe(UNKNOWN_USER);
    for (const mark of marks)
      expect(presumedWriter('slice', metadata('', undefined, mark), CONTROLLERS)).toBe(UNKNOWN_USER);
  });

  it('has the groups that check --as gives the same name', () => {
    const all = [
      metadata(SLICES, SERVICE),
      metadata(MIRRORING, { ...SERVICE, kind: 'Endpoints' }),
      metadata('x', undefined),
    ];
    const users = all.map((one) => presumedWriter('slice', one, CONTROLLERS));
    expect(users).toEqual(users.map(({ name }) => impersonate(name, [])));
  });
});
