// The Kubernetes versions whose API server validation is implemented here.

/** Oldest first. */
export const KUBERNETES_VERSIONS = ['1.34', '1.35', '1.36', '1.37'] as const;
export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

export const NEWEST_KUBERNETES: KubernetesVersion = '1.37';

/** Whether `left` is the same version as `right` or a later one. */
export function isSince(left: KubernetesVersion, right: KubernetesVersion): boolean {
  return KUBERNETES_VERSIONS.indexOf(left) >= KUBERNETES_VERSIONS.indexOf(right);
}

/** The known version nearest to one written as `1.36`, `v1.36.3` or `1.36.3+k3s1`; undefined for any other form. */
export function nearestKubernetes(written: string): KubernetesVersion | undefined {
  const minor = /^v?1\.(\d{1,4})(?:[.+-].*)?$/.exec(written)?.[1];
  if (minor === undefined) return undefined;
  const exact = KUBERNETES_VERSIONS.find((version) => version === `1.${Number(minor)}`);
  return exact ?? (Number(minor) < 34 ? KUBERNETES_VERSIONS[0] : NEWEST_KUBERNETES);
}
