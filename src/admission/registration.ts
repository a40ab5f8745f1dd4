// The configurations that make an API server ask us: to validate and, if wanted, to fix.

/** Where the API server finds the webhook; port 443 of a Service. */
export type Target =
  | { readonly url: string }
  | { readonly service: { readonly namespace: string; readonly name: string } };

export interface Registration {
  readonly target: Target;
  /** PEM; undefined: another tool sets it, or the system's CAs are used. */
  readonly ca: Buffer | undefined;
  readonly failurePolicy: 'Ignore' | 'Fail';
  readonly excludedNamespaces: readonly string[];
  /** Exact users the webhook is not called for. */
  readonly skippedUsers: readonly string[];
  /**
   * Also ask about deletes of slices. No rule judges one yet: they are let through, counted and logged like clean
   * reviews.
   */
  readonly withDelete: boolean;
}

const PATH = '/validate';
const MUTATE_PATH = '/mutate';

const SLICES = {
  apiGroups: ['discovery.k8s.io'],
  apiVersions: ['v1'],
  resources: ['endpointslices'],
  scope: 'Namespaced',
};
/** A user who may write Endpoints creates slices through the mirroring controller, whose calls are skipped. */
const ENDPOINTS = { apiGroups: [''], apiVersions: ['v1'], resources: ['endpoints'], scope: 'Namespaced' };

/**
 * Leader locks are Endpoints without subsets, and who holds one writes its annotations every few seconds. Labels count
 * because they are copied to the slices and decide whether there are any.
 */
const ROUTING_CHANGED = [
  "request.resource.resource != 'endpoints'",
  [
    '(has(object.subsets) && object.subsets.size() > 0',
    [
      '(oldObject == null',
      '!has(oldObject.subsets)',
      'object.subsets != oldObject.subsets',
      '(has(object.metadata.labels) ? object.metadata.labels : {}) != (has(oldObject.metadata.labels) ? ' +
        'oldObject.metadata.labels : {})))',
    ].join(' || '),
  ].join(' && '),
].join(' || ');

/**
 * The configuration as an object; `JSON.stringify` or a YAML writer prints it. `failurePolicy` is for writes: a DELETE
 * is always Ignore, or a webhook that is down would keep namespaces from being deleted.
 */
export function validatingWebhookConfiguration(registration: Registration): object {
  const writes = webhook(registration, {
    name: 'validate.sliceward.dev',
    failurePolicy: registration.failurePolicy,
    rules: [SLICES, ENDPOINTS].map((rule) => ({ ...rule, operations: ['CREATE', 'UPDATE'] })),
    matchConditions: [{ name: 'endpoints-routing-changed', expression: ROUTING_CHANGED }],
  });
  const deletes = webhook(registration, {
    name: 'delete.validate.sliceward.dev',
    failurePolicy: 'Ignore',
    rules: [{ ...SLICES, operations: ['DELETE'] }],
    matchConditions: [],
  });
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: METADATA,
    webhooks: registration.withDelete ? [writes, deletes] : [writes],
  };
}

/**
 * The configuration of the mutating door, of the same shape and with the same exclusions. Its failurePolicy is always
 * Ignore: a slice that was not fixed is judged as it is. `IfNeeded`: what another webhook changes afterwards is fixed
 * again. Endpoints and deletes are not fixed.
 */
export function mutatingWebhookConfiguration(registration: Registration): object {
  const { target } = registration;
  const own = 'url' in target ? { url: `${target.url.slice(0, -PATH.length)}${MUTATE_PATH}` } : target;
  const mutating = webhook(
    { ...registration, target: own },
    {
      name: 'mutate.sliceward.dev',
      path: MUTATE_PATH,
      failurePolicy: 'Ignore',
      rules: [{ ...SLICES, operations: ['CREATE', 'UPDATE'] }],
      matchConditions: [],
    },
  );
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: METADATA,
    webhooks: [{ ...mutating, reinvocationPolicy: 'IfNeeded' }],
  };
}

/** Whether a webhook's URL ends as that of the validating door does, beside which the mutating door is found. */
export function endsInValidate(url: string): boolean {
  return url.endsWith(PATH);
}

const METADATA = {
  name: 'sliceward',
  labels: { 'app.kubernetes.io/name': 'sliceward', 'app.kubernetes.io/component': 'admission' },
};

interface Webhook {
  readonly name: string;
  /** Of the Service; /validate when absent. */
  readonly path?: string;
  readonly failurePolicy: 'Ignore' | 'Fail';
  readonly rules: readonly object[];
  /** After those of every webhook. */
  readonly matchConditions: readonly object[];
}

function webhook({ target, ca, excludedNamespaces, skippedUsers }: Registration, each: Webhook): object {
  return {
    name: each.name,
    admissionReviewVersions: ['v1'],
    clientConfig: {
      ...('url' in target
        ? { url: target.url }
        : { service: { ...target.service, path: each.path ?? PATH, port: 443 } }),
      ...(ca === undefined ? {} : { caBundle: ca.toString('base64') }),
    },
    failurePolicy: each.failurePolicy,
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    timeoutSeconds: 3,
    rules: each.rules,
    namespaceSelector: allBut(excludedNamespaces),
    matchConditions: [
      {
        name: 'not-a-kubernetes-controller',
        expression: `!(request.userInfo.username in [${skippedUsers.map((user) => JSON.stringify(user)).join(', ')}])`,
      },
      ...each.matchConditions,
    ],
  };
}

/**
 * By the label that the API server itself sets: other labels can be set by anyone who may edit the namespace. It
 * refuses an empty list of values.
 */
function allBut(namespaces: readonly string[]): object {
  return namespaces.length === 0
    ? {}
    : { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: namespaces }] };
}

/**
 * The webhook's URL from what a user gave: an API server takes https only, without user, query and fragment. Undefined
 * if it is none, or that of the mutating door, which denies nothing.
 */
export function webhookUrl(text: string): string | undefined {
  if (!URL.canParse(text) || /[?#]/.test(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.pathname.endsWith(MUTATE_PATH))
    return undefined;
  if (url.pathname === '/') url.pathname = PATH;
  return url.href;
}
