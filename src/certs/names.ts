// The names under which a Service is called.

/** In `web.shop.svc`, web is the Service and shop its namespace. */
export interface Service {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The name that an API server asks for first, which is the one it verifies (kubernetes/kubernetes,
 * staging/src/k8s.io/apiserver/pkg/util/webhook/client.go), and those that other clients in the cluster may use.
 */
export function serviceNames({ namespace, name }: Service): readonly [string, string, string] {
  return [`${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}`];
}
