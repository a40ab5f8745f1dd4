// Who is taken for the writer of a stored slice: the cluster does not say.
import { managedBy, serviceName, type SliceMetadata } from '../model/slice.ts';
import type { User } from '../policy/subject.ts';

const EVERYBODY = 'system:authenticated';

/** Somebody of whom nothing is known. A name no API server gives out, so that no policy grants it anything by accident; `check --as` may use it. */
export const SOMEBODY: User = { name: 'sliceward:somebody', groups: [EVERYBODY] };

/** Writes default/kubernetes, and puts it back when somebody else has. */
const API_SERVER: User = { name: 'system:apiserver', groups: [EVERYBODY] };
/** All controllers in one user, without --use-service-account-credentials. */
const CONTROLLER_MANAGER: User = { name: 'system:kube-controller-manager', groups: [EVERYBODY] };

/** The groups are those of `check --as`: policies may select by them. */
function serviceAccount(name: string): User {
  return {
    name: `system:serviceaccount:kube-system:${name}`,
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
  ['endpointslicemirroring-controller.k8s.io', { user: serviceAccount('endpointslicemirroring-controller'), ownerKind: 'Endpoints' }],
]);

/**
 * The controller whose managed-by the slice bears, if a Service (or for mirrored slices an Endpoints object) of the name in the service-name label is
 * its controlling owner; somebody otherwise. Whoever may write slices can forge both: the Service and the pods themselves are not looked at yet.
 * `controllers` are the users that the policies call so.
 */
export function presumedWriter(metadata: SliceMetadata, controllers: ReadonlySet<string>): User {
  if (metadata.namespace === 'default' && metadata.name === 'kubernetes' && metadata.ownerReferences.length === 0) return API_SERVER;
  const controller = CONTROLLERS.get(managedBy(metadata));
  if (controller === undefined || !isOwned(metadata, controller.ownerKind)) return SOMEBODY;
  const { user } = controller;
  return !controllers.has(user.name) && controllers.has(CONTROLLER_MANAGER.name) ? CONTROLLER_MANAGER : user;
}

function isOwned(metadata: SliceMetadata, kind: string): boolean {
  const name = serviceName(metadata);
  return metadata.ownerReferences.some(
    (owner) => owner.controller && owner.apiVersion === 'v1' && owner.kind === kind && owner.name === name && owner.uid !== '',
  );
}
