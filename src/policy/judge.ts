// One call for programs that judge objects themselves: what a door does, without its reading and its answer.
import {
  decodeObject,
  decodeStored,
  objectKind,
  SLICE_API_VERSION,
  SLICE_KIND,
} from '../model/decode/decode-object.ts';
import { formatPath } from '../model/field-path.ts';
import { UserError } from '../model/problem.ts';
import type { DecodeProblem } from '../model/decode/reader.ts';
import { Reader } from '../model/decode/reader.ts';
import type { ClusterView } from '../view/view.ts';
import { evaluate } from './evaluate/engine.ts';
import { decodedStored, makeSubject } from './make-subject.ts';
import type { PolicySet } from './policy-set.ts';
import type { Operation } from './rule.ts';
import type { Decision, User } from './subject.ts';

export interface JudgeOptions {
  /** What `loadPolicies` returns. */
  readonly policies: PolicySet;
  /** Default: UPDATE where `old` is given, CREATE otherwise. */
  readonly operation?: Operation;
  /** The stored object that an UPDATE replaces. */
  readonly old?: unknown;
  /** Who writes. Without one, rules that depend on the writer are undecided. */
  readonly user?: User;
  /** What is known of the cluster. */
  readonly view?: ClusterView;
}

/**
 * Judges one EndpointSlice (discovery.k8s.io/v1 or v1beta1) or v1 Endpoints, as JSON.parse gives it. It asks nothing
 * about the text of a manifest, like the webhook. Throws UserError for what is not such an object or is malformed, and
 * OldObjectError for an old object that a finding must be compared with and that cannot be read.
 */
export function judge(object: unknown, { policies, operation, old, user, view }: JudgeOptions): Decision {
  const kind = kindOf(object);
  const decoded = decodeObject(kind, object);
  if (!decoded.ok) throw new UserError(...decoded.problems.map(describe));
  return evaluate(
    policies,
    makeSubject({
      operation: operation ?? (old === undefined ? 'CREATE' : 'UPDATE'),
      object: decoded.value,
      stored: old === undefined ? undefined : storedOf(old),
      user,
      view,
    }),
  );
}

function storedOf(old: unknown): ReturnType<typeof decodedStored> {
  const decoded = decodeStored(kindOf(old), old);
  if (!decoded.ok) throw new UserError(...decoded.problems.map((problem) => `old: ${describe(problem)}`));
  return decodedStored(decoded.value);
}

function kindOf(object: unknown): NonNullable<ReturnType<typeof objectKind>> {
  const { apiVersion, kind } = new Reader().fields<'apiVersion' | 'kind'>(object);
  const known = objectKind(apiVersion, kind);
  if (known === undefined)
    throw new UserError(`not an ${SLICE_KIND} of ${SLICE_API_VERSION} or Endpoints of v1; set apiVersion and kind`);
  return known;
}

function describe({ path, message }: DecodeProblem): string {
  return `${formatPath(path)} ${message}`.trimStart();
}
