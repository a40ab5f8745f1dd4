// The environment variables that sliceward reads. A test compares them with the source.

/** Those of `serve` come from its flags. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['NO_COLOR', 'any text: no colours'],
  ['FORCE_COLOR', 'any text but 0: colours although standard output is no terminal'],
  ['CI', 'any text: no progress line'],
  ['TERM', 'dumb: no progress line'],
  ['KUBECONFIG', 'audit: kubeconfig files, merged as kubectl merges them'],
  ['HOME', 'audit: where .kube/config is; USERPROFILE on Windows'],
  ['USERPROFILE', 'audit: see HOME'],
  ['KUBERNETES_SERVICE_HOST', 'audit in a pod: the API server, as Kubernetes sets it'],
  ['KUBERNETES_SERVICE_PORT', 'audit in a pod: its port'],
];
