// `--kubernetes-version`, as every command takes it.
import { InvalidArgumentError, Option } from 'commander';
import {
  KUBERNETES_VERSIONS,
  nearestKubernetes,
  NEWEST_KUBERNETES,
  type KubernetesVersion,
} from '../model/kubernetes-version.ts';

export interface KubernetesAsked {
  /** The known version nearest to the one written. */
  readonly version: KubernetesVersion;
  /** As the user wrote it. */
  readonly written: string;
}

export const NEWEST: KubernetesAsked = { version: NEWEST_KUBERNETES, written: NEWEST_KUBERNETES };

const [OLDEST] = KUBERNETES_VERSIONS;

export function kubernetesOption(purpose: string): Option {
  return new Option(
    '--kubernetes-version <version>',
    `${purpose}: ${OLDEST} to ${NEWEST_KUBERNETES}, or else the nearest of these`,
  ).argParser(parseVersion);
}

function parseVersion(written: string): KubernetesAsked {
  const version = nearestKubernetes(written);
  if (version === undefined) throw new InvalidArgumentError('write it as 1.36');
  return { version, written };
}

/** A note about a version that is not known. */
export function kubernetesNote({ version, written }: KubernetesAsked): string | undefined {
  const asked = `1.${Number(/1\.(\d+)/.exec(written)?.[1])}`;
  return asked === version ? undefined : `Kubernetes ${asked} is not known; judged as ${version}`;
}
