// Whether a policy or a rule instance applies to a subject. What depends on something unknown (the writer, labels of a
// namespace) is neither true nor false: the verdict names what is missing.
import { managedBy, serviceName, type SliceMetadata } from '../../model/slice.ts';
import { accountUser } from '../../model/well-known-users.ts';
import type { SelectorDocument } from './document.ts';
import { globMatcher } from './glob.ts';
import type { FactKind } from '../../view/facts.ts';
import type { ClusterView } from '../../view/view.ts';
import type { Need, Operation, Writer } from '../rule.ts';

/** Whether something applies, or what is missing to say so. */
export type Verdict = boolean | Lack;

/** The fact that is missing; `unread`: a part of the object that could not be read. */
export type Lack = Need | 'unread';

/** What a selector looks at. */
export interface Selectable {
  readonly metadata: SliceMetadata;
  readonly operation: Operation;
  readonly writer: Writer;
  readonly view?: ClusterView | undefined;
  /** What could not be read of an object that cannot be judged; all was where this is absent. */
  readonly unread?: Unread;
}

/** What depends on it is undecided. */
export interface Unread {
  readonly labels: boolean;
  /** The writer may be in more groups than are named. */
  readonly groups: boolean;
}

export type Selector = (subject: Selectable) => Verdict;

/** `match` and not `exclude`. */
export function compileScope(match: SelectorDocument | undefined, exclude: SelectorDocument | undefined): Selector {
  const included = compileSelector(match);
  const excluded = exclude === undefined ? () => false : compileSelector(exclude);
  return (subject) => and(included(subject), () => not(excluded(subject)));
}

/** Every key of the selector must match; an absent selector matches all. */
export function compileSelector(selector: SelectorDocument | undefined): Selector {
  const parts = selector === undefined ? [] : [...keySelectors(selector)];
  return (subject) => {
    let verdict: Verdict = true;
    for (const part of parts) {
      verdict = and(verdict, () => part(subject));
      if (verdict === false) return false;
    }
    return verdict;
  };
}

/** The kinds of facts that a selector looks at. */
export function kindsOf(selector: SelectorDocument | undefined): readonly FactKind[] {
  return selector?.namespaces?.labels === undefined ? [] : ['namespaces'];
}

/** The keys whose values tenants choose when they write a slice. */
export function tenantControlled(selector: SelectorDocument): readonly string[] {
  return (['labels', 'managedBy', 'serviceNames'] as const).filter((key) => selector[key] !== undefined);
}

function* keySelectors(selector: SelectorDocument): Generator<Selector> {
  const { namespaces, labels, writers, operations, managedBy: managers, serviceNames } = selector;
  if (namespaces?.names !== undefined) yield byNamespace(namespaces.names, true);
  if (namespaces?.exclude !== undefined) yield byNamespace(namespaces.exclude, false);
  for (const [key, glob] of Object.entries(namespaces?.labels ?? {})) yield byNamespaceLabel(key, glob);
  for (const [key, glob] of Object.entries(labels ?? {})) yield byText([glob], (metadata) => metadata.labels[key]);
  if (writers !== undefined) {
    const selects = byWriter(writers);
    yield ({ writer, unread }) => selects(writer, unread);
  }
  if (operations !== undefined) yield ({ operation }) => operations.some((wanted) => wanted === operation);
  if (managers !== undefined) yield byText(managers, managedBy);
  if (serviceNames !== undefined) yield byText(serviceNames, serviceName);
}

function byNamespace(globs: readonly string[], wanted: boolean): Selector {
  const matches = globMatcher(globs);
  return ({ metadata }) => matches(metadata.namespace) === wanted;
}

/** A namespace that does not exist has no labels. */
function byNamespaceLabel(key: string, glob: string): Selector {
  const matches = globMatcher([glob]);
  return ({ metadata, view }) => {
    const known = view?.namespace(metadata.namespace);
    if (known === undefined) return 'namespaces';
    const value = known?.labels[key];
    return value !== undefined && matches(value);
  };
}

function byText(globs: readonly string[], read: (metadata: SliceMetadata) => string | undefined): Selector {
  const matches = globMatcher(globs);
  return ({ metadata, unread }) => {
    if (unread?.labels === true) return 'unread';
    const text = read(metadata);
    return text !== undefined && matches(text);
  };
}

function byWriter(writers: NonNullable<SelectorDocument['writers']>): (writer: Writer, unread?: Unread) => Verdict {
  const users = globMatcher([...(writers.users ?? []), ...(writers.serviceAccounts ?? []).map(accountUser)]);
  const groups = globMatcher(writers.groups ?? []);
  return (writer, unread) => {
    if (writer.user === null) return 'user';
    if (users(writer.user) || writer.groups.some(groups)) return true;
    return unread?.groups === true && writers.groups !== undefined ? 'unread' : false;
  };
}

/** False decides, whatever else is missing; of two facts that are missing the first is named. */
function and(left: Verdict, right: () => Verdict): Verdict {
  if (left === false) return false;
  const other = right();
  return other === false || left === true ? other : left;
}

function not(verdict: Verdict): Verdict {
  return typeof verdict === 'boolean' ? !verdict : verdict;
}
