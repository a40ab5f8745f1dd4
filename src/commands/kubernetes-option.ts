// `--kubernetes-version`, as every command takes it.
import { InvalidArgumentError, Option } from 'commander';
import { KUBERNETES_VERSIONS, nearestKubernetes, NEWEST_KUBERNETES, type KubernetesVersion } from '../model/kubernetes-version.ts';

const [OLDEST] = KUBERNETES_VERSIONS;

export function kubernetesOption(): Option {
  return new Option(
    '--kubernetes-version <version>',
    `whose API server would get the objects: ${OLDEST} to ${NEWEST_KUBERNETES}, or else the nearest of these`,
  )
    .argParser(parseVersion)
    .default(NEWEST_KUBERNETES);
}

function parseVersion(written: string): KubernetesVersion {
  const version = nearestKubernetes(written);
  if (version === undefined) throw new InvalidArgumentError('write it as 1.36');
  return version;
}
