// Short verdicts of the validator on a slice: `Invalid endpoints[0].hostname`, in the order of the server.
import { formatPath } from '../../../src/model/field-path.ts';
import { NEWEST_KUBERNETES, type KubernetesVersion } from '../../../src/model/kubernetes-version.ts';
import { judgeWrite } from '../../../src/model/validation/validate.ts';
import type { Verdict } from '../../../src/model/validation/verdict.ts';

export interface Write {
  /** Members that replace those of a slice that every version accepts. */
  readonly with?: Readonly<Record<string, unknown>> | undefined;
  /** Members of metadata. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Members of the only endpoint. */
  readonly endpoint?: Readonly<Record<string, unknown>> | undefined;
  readonly version?: KubernetesVersion;
  /** The stored object of an update, made in the same way. */
  readonly stored?: Write;
}

export function sliceOf({ metadata, endpoint, with: members }: Write): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'default', ...metadata },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], ...endpoint }],
    ports: [{ name: 'http', port: 80 }],
    ...members,
  };
}

export function verdict(write: Write): Verdict {
  const { version = NEWEST_KUBERNETES, stored } = write;
  return judgeWrite(sliceOf(write), { version, ...(stored === undefined ? {} : { stored: sliceOf(stored) }) });
}

export function faultsOf(write: Write): readonly string[] {
  return verdict(write).faults.map(({ reason, path }) => `${reason.replace('FieldValue', '')} ${formatPath(path)}`);
}

export function warningsOf(write: Write): readonly string[] {
  return verdict(write).warnings.map(({ kind, path, suggestion }) =>
    `${kind} ${formatPath(path)} ${suggestion}`.trimEnd(),
  );
}
