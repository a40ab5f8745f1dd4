// One stored object → a decision, or why there is none.
import { decodeObject, type ObjectKind } from '../model/decode/decode-object.ts';
import { formatPath } from '../model/field-path.ts';
import type { KubernetesVersion } from '../model/kubernetes-version.ts';
import type { Manifest } from '../model/manifest.ts';
import { ENDPOINTS_API_VERSION, ENDPOINTS_KIND } from '../model/endpoints/paths.ts';
import { isObject } from '../model/is-object.ts';
import { cut } from '../model/plain.ts';
import { Reader } from '../model/decode/reader.ts';
import { evaluate } from '../policy/evaluate/engine.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import type { Decision } from '../policy/subject.ts';
import { makeSubject } from '../policy/make-subject.ts';
import { presumedWriter } from './presumed-writer.ts';

export interface AuditPolicies {
  /** As the other doors run them; what digests are taken over. */
  readonly set: PolicySet;
  /** Where a policy leaves a namespace out, it is judged all the same, capped at audit. */
  readonly forNamespace: (namespace: string) => PolicySet;
  /** When given, what its API server would say to the slices is asked too. */
  readonly kubernetes?: KubernetesVersion | undefined;
}

export type Audited =
  | { readonly kind: 'decision'; readonly decision: Decision; readonly resourceVersion: string }
  /** The object is stored, but nothing that can be decoded. */
  | { readonly kind: 'problem'; readonly namespace: string; readonly name: string; readonly message: string };

/** Judges it as if it were created now, by the presumed writer. Never throws. */
export function judgeStored(kind: ObjectKind, value: unknown, policies: AuditPolicies): Audited {
  const decoded = decodeObject(kind, value);
  if (!decoded.ok) {
    const message = decoded.problems
      .map((problem) => `${formatPath(problem.path)} ${problem.message}`.trimStart())
      .join('; ');
    return { kind: 'problem', ...textsOf(value), message: cut(message, 500) };
  }
  const { slice } = decoded.value;
  const user = presumedWriter(kind, slice.metadata, policies.set.writers.controllers);
  const manifest = policies.kubernetes === undefined ? undefined : toManifest(kind, value, policies.kubernetes);
  const subject = makeSubject({ operation: 'CREATE', object: decoded.value, stored: undefined, user, manifest });
  const decision = evaluate(policies.forNamespace(slice.metadata.namespace), subject);
  return { kind: 'decision', decision, resourceVersion: textsOf(value).resourceVersion };
}

/** An API server of today serves no `beta` objects, so none would judge them. Items of a list do not say their kind. */
function toManifest(kind: ObjectKind, value: unknown, kubernetes: KubernetesVersion): Manifest | undefined {
  if (kind === 'beta' || !isObject(value)) return undefined;
  const type = kind === 'endpoints' ? { apiVersion: ENDPOINTS_API_VERSION, kind: ENDPOINTS_KIND } : {};
  return {
    value: { ...value, ...type },
    stored: undefined,
    problems: [],
    sourceWarnings: () => [],
    kubernetes,
    isStored: true,
  };
}

/** Members of the metadata that are texts; empty where they are something else. */
function textsOf(value: unknown): {
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
} {
  const reader = new Reader();
  const { metadata } = reader.fields<'metadata'>(value);
  const { namespace, name, resourceVersion } = reader.fields<'namespace' | 'name' | 'resourceVersion'>(metadata);
  return {
    namespace: reader.text(namespace, 'namespace'),
    name: reader.text(name, 'name'),
    resourceVersion: reader.text(resourceVersion, 'resourceVersion'),
  };
}
