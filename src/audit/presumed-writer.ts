// Which writer a stored object is attributed to: the cluster does not record it.
import type { ObjectKind } from '../model/decode/decode-object.ts';
import { label, managedBy, serviceName, type SliceMetadata } from '../model/slice.ts';
import {
  accountUser,
  API_SERVER as API_SERVER_USER,
  CONTROLLER_MANAGER as CONTROLLER_MANAGER_USER,
  UNKNOWN_USER as UNKNOWN_NAME,
} from '../model/well-known-users.ts';
import type { User } from '../policy/subject.ts';

const AUTHENTICATED = 'system:authenticated';

/**
 * The user of an object whose writer is unknown. No API server has this name, so no policy allows it anything by
 * accident.
 */
export const UNKNOWN_USER: User = { name: UNKNOWN_NAME, groups: [AUTHENTICATED] };

/** Writes default/kubernetes, and restores it when another user changes it. */
const API_SERVER: User = { name: API_SERVER_USER, groups: [AUTHENTICATED] };
/** All controllers in one user, without --use-service-account-credentials. */
const CONTROLLER_MANAGER: User = { name: CONTROLLER_MANAGER_USER, groups: [AUTHENTICATED] };

/** The groups are those of `check --as`: policies may select by them. */
function serviceAccount(name: string): User {
  return {
    name: accountUser(`kube-system/${name}`),
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', AUTHENTICATED],
  };
}

interface Controller {
  readonly user: User;
  readonly ownerKind: string;
}

/** By the managed-by value of their slices. */
const CONTROLLERS: ReadonlyMap<string | undefined, Controller> = new Map([
  ['endpointslice-controller.k8s.io', { user: serviceAccount('endpointslice-controller'), ownerKind: 'Service' }],
  [
    'endpointslicemirroring-controller.k8s.io',
    { user: serviceAccount('endpointslicemirroring-controller'), ownerKind: 'Endpoints' },
  ],
]);

const ENDPOINT_CONTROLLER = serviceAccount('endpoint-controller');
/**
 * On what the Endpoints controller makes: the label since 1.33; before, what it notes of its work
 * (kubernetes/pkg/controller/endpoint).
 */
const ENDPOINTS_MANAGER = 'endpoints.kubernetes.io/managed-by';
const ENDPOINTS_NOTES = ['endpoints.kubernetes.io/last-change-trigger-time', 'endpoints.kubernetes.io/over-capacity'];

/**
 * The controller named in managed-by, if the controlling owner is a Service (for mirrored slices Endpoints) with the
 * name in the service-name label; the Endpoints controller if Endpoints have its marks; otherwise an unknown user. A
 * user who may write them can forge all that: the Service and the pods are not checked yet. `controllers` are those of
 * the policies.
 */
export function presumedWriter(kind: ObjectKind, metadata: SliceMetadata, controllers: ReadonlySet<string>): User {
  if (metadata.namespace === 'default' && metadata.name === 'kubernetes' && metadata.ownerReferences.length === 0)
    return API_SERVER;
  const user = kind === 'endpoints' ? makerOfEndpoints(metadata) : makerOfSlice(metadata);
  if (user === undefined) return UNKNOWN_USER;
  return !controllers.has(user.name) && controllers.has(CONTROLLER_MANAGER.name) ? CONTROLLER_MANAGER : user;
}

function makerOfSlice(metadata: SliceMetadata): User | undefined {
  const controller = CONTROLLERS.get(managedBy(metadata));
  return controller !== undefined && isOwned(metadata, controller.ownerKind) ? controller.user : undefined;
}

function makerOfEndpoints(metadata: SliceMetadata): User | undefined {
  const isMarked =
    label(metadata, ENDPOINTS_MANAGER) === 'endpoint-controller' ||
    ENDPOINTS_NOTES.some((key) => metadata.annotations[key] !== undefined);
  return isMarked ? ENDPOINT_CONTROLLER : undefined;
}

function isOwned(metadata: SliceMetadata, kind: string): boolean {
  const name = serviceName(metadata);
  return metadata.ownerReferences.some(
    (owner) =>
      owner.controller && owner.apiVersion === 'v1' && owner.kind === kind && owner.name === name && owner.uid !== '',
  );
}
