// The ValidatingWebhookConfiguration that makes an API server ask us.

/** Where the API server finds the webhook; port 443 of a Service. */
export type Target = { readonly url: string } | { readonly service: { readonly namespace: string; readonly name: string } };

export interface Registration {
  readonly target: Target;
  /** PEM; undefined: somebody else fills it in, or the system's own authorities count. */
  readonly ca: Buffer | undefined;
  readonly failurePolicy: 'Ignore' | 'Fail';
  readonly excludedNamespaces: readonly string[];
  /** Exact users the webhook is not called for. */
  readonly skippedUsers: readonly string[];
  /** Also ask about deletes. They are never denied; a policy may warn. */
  readonly withDelete: boolean;
}

const PATH = '/validate';

/**
 * The configuration as an object; `JSON.stringify` or a YAML writer prints it. `failurePolicy` is for writes: a DELETE is always Ignore, or a webhook
 * that is down would keep namespaces from being deleted.
 */
export function validatingWebhookConfiguration(registration: Registration): object {
  const writes = webhook('validate.sliceward.dev', ['CREATE', 'UPDATE'], registration.failurePolicy, registration);
  const deletes = webhook('delete.validate.sliceward.dev', ['DELETE'], 'Ignore', registration);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'sliceward', labels: { 'app.kubernetes.io/name': 'sliceward', 'app.kubernetes.io/component': 'admission' } },
    webhooks: registration.withDelete ? [writes, deletes] : [writes],
  };
}

function webhook(name: string, operations: readonly string[], failurePolicy: string, registration: Registration): object {
  const { target, ca, excludedNamespaces, skippedUsers } = registration;
  return {
    name,
    admissionReviewVersions: ['v1'],
    clientConfig: {
      ...('url' in target ? { url: target.url } : { service: { ...target.service, path: PATH, port: 443 } }),
      ...(ca === undefined ? {} : { caBundle: ca.toString('base64') }),
    },
    failurePolicy,
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    timeoutSeconds: 3,
    rules: [{ apiGroups: ['discovery.k8s.io'], apiVersions: ['v1'], operations, resources: ['endpointslices'], scope: 'Namespaced' }],
    // By the label that the API server itself sets: others are for whoever may edit the namespace to choose.
    namespaceSelector: {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: excludedNamespaces }],
    },
    matchConditions: [
      {
        name: 'not-a-kubernetes-controller',
        expression: `!(request.userInfo.username in [${skippedUsers.map((user) => JSON.stringify(user)).join(', ')}])`,
      },
    ],
  };
}

/** The webhook's URL from what a user gave: an API server takes https only, without user, query and fragment. Undefined if it is none. */
export function webhookUrl(text: string): string | undefined {
  if (!URL.canParse(text) || /[?#]/.test(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (url.pathname === '/') url.pathname = PATH;
  return url.href;
}
