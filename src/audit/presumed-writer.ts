// Who is taken for the writer of a stored object: the cluster does not say.
import type { ObjectKind } from '../model/decode/decode-object.ts';
import { label, managedBy, serviceName, type SliceMetadata } from '../model/slice.ts';
import {
  accountUser,
  API_SERVER as API_SERVER_USER,
  CONTROLLER_MANAGER as CONTROLLER_MANAGER_USER,
  UNKNOWN_USER,
} from '../model/well-known-users.ts';
import type { User } from '../policy/subject.ts';

const EVERYBODY = 'system:authenticated';

/** Somebody of whom nothing is known. A name no API server gives out, so that no policy grants it anything by accident; `check --as` may use it. */
export const SOMEBODY: User = { name: UNKNOWN_USER, groups: [EVERYBODY] };

/** Writes default/kubernetes, and puts it back when somebody else has. */
const API_SERVER: User = { name: API_SERVER_USER, groups: [EVERYBODY] };
/** All controllers in one user, without --use-service-account-credentials. */
const CONTROLLER_MANAGER: User = { name: CONTROLLER_MANAGER_USER, groups: [EVERYBODY] };

/** The groups are those of `check --as`: policies may select by them. */
function serviceAccount(name: string): User {
  return {
    name: accountUser(`kube-system/${name}`),
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', EVERYBODY],
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
/** On what the Endpoints controller makes: the label since 1.33; before, what it notes of its work (kubernetes/pkg/controller/endpoint). */
const ENDPOINTS_MANAGER = 'endpoints.kubernetes.io/managed-by';
const ENDPOINTS_NOTES = ['endpoints.kubernetes.io/last-change-trigger-time', 'endpoints.kubernetes.io/over-capacity'];

/**
 * The controller whose managed-by a slice bears, if a Service (or for mirrored slices an Endpoints object) of the name in the service-name label is
 * its controlling owner; the Endpoints controller if Endpoints bear its marks; somebody otherwise. Whoever may write them can forge all that: the
 * Service and the pods themselves are not looked at yet. `controllers` are the users that the policies call so.
 */
export function presumedWriter(kind: ObjectKind, metadata: SliceMetadata, controllers: ReadonlySet<string>): User {
  if (metadata.namespace === 'default' && metadata.name === 'kubernetes' && metadata.ownerReferences.length === 0)
    return API_SERVER;
  const user = kind === 'endpoints' ? makerOfEndpoints(metadata) : makerOfSlice(metadata);
  if (user === undefined) return SOMEBODY;
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
