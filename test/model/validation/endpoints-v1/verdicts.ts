// Short verdicts of the validator on v1 Endpoints: `Invalid subsets[0].ports[0].port`, in the order of the server.
import { formatPath } from '../../../../src/model/field-path.ts';
import { NEWEST_KUBERNETES, type KubernetesVersion } from '../../../../src/model/kubernetes-version.ts';
import { judgeEndpoints } from '../../../../src/model/validation/endpoints-v1/judge.ts';
import type { Verdict } from '../../../../src/model/validation/verdict.ts';

export interface Write {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly subsets?: unknown;
  readonly version?: KubernetesVersion;
  readonly isBrief?: boolean;
  /** The stored object of an update, made in the same way. */
  readonly stored?: Write;
}

export const SUBSET = { addresses: [{ ip: '10.1.2.3' }], ports: [{ name: 'sql', port: 5432 }] };

export function endpointsOf({ metadata, subsets = [SUBSET] }: Write): object {
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db', namespace: 'default', ...metadata }, subsets };
}

export function verdict(write: Write): Verdict {
  const { version = NEWEST_KUBERNETES, isBrief = false, stored } = write;
  const options = { version, isBrief, ...(stored === undefined ? {} : { stored: endpointsOf(stored) }) };
  return judgeEndpoints(endpointsOf(write), options);
}

export function faultsOf(write: Write): readonly string[] {
  return verdict(write).faults.map(({ reason, path }) => `${reason.replace('FieldValue', '')} ${formatPath(path)}`);
}

export function warningsOf(write: Write): readonly string[] {
  return verdict(write).warnings.map(({ kind, path, suggestion }) =>
    `${kind} ${formatPath(path)} ${suggestion}`.trimEnd(),
  );
}
