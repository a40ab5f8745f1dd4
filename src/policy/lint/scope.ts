// What can be said of selectors without any slice at hand. Every answer is on the safe side: true only if it holds for
// whatever may be written.
import { accountUser } from '../../model/well-known-users.ts';
import type { SelectorDocument } from '../load/document.ts';
import { globCovers, globsOverlap } from './glob.ts';

export interface Scope {
  readonly match?: SelectorDocument | undefined;
  readonly exclude?: SelectorDocument | undefined;
}

/** The selector matches every subject: it says nothing. */
export function matchesAll({ namespaces, labels, ...others }: SelectorDocument): boolean {
  const { names, exclude = [], labels: ofNamespace = {} } = namespaces ?? {};
  const everywhere = names === undefined && exclude.length === 0 && Object.keys(ofNamespace).length === 0;
  const anyLabels = Object.keys(labels ?? {}).length === 0;
  return everywhere && anyLabels && Object.values(others).every((part) => part === undefined);
}

/** Why the selector matches nothing, and where; undefined if it may match something. */
export function whyNever(
  selector: SelectorDocument,
): { readonly path: readonly string[]; readonly why: string } | undefined {
  const { names = [], exclude = [] } = selector.namespaces ?? {};
  if (names.length > 0 && names.every((name) => globCovers(exclude, name))) {
    return { path: ['namespaces', 'names'], why: `namespaces.exclude excludes ${names.join(', ')}` };
  }
  if (exclude.some(isAll)) return { path: ['namespaces', 'exclude'], why: '"*" excludes every namespace' };
  if (selector.writers !== undefined && writersOf(selector).length + (selector.writers.groups ?? []).length === 0) {
    return { path: ['writers'], why: 'it names no writer' };
  }
  return undefined;
}

/** Everything in the inner scope is in the outer one too. */
export function scopeCovers(outer: Scope, inner: Scope): boolean {
  if (outer.match !== undefined && !selectorCovers(outer.match, inner.match ?? {})) return false;
  if (outer.exclude === undefined || areDisjoint(outer.exclude, inner.match ?? {})) return true;
  return inner.exclude !== undefined && selectorCovers(inner.exclude, outer.exclude);
}

/** Everything that `inner` matches is matched by `outer`. */
export function selectorCovers(outer: SelectorDocument, inner: SelectorDocument): boolean {
  return (
    namespacesCover(outer, inner) &&
    labelsCover(outer.namespaces?.labels, inner.namespaces?.labels) &&
    labelsCover(outer.labels, inner.labels) &&
    (outer.writers === undefined ||
      (inner.writers !== undefined &&
        listCovers(writersOf(outer), writersOf(inner)) &&
        listCovers(outer.writers.groups ?? [], inner.writers.groups ?? []))) &&
    (outer.operations === undefined ||
      (inner.operations ?? ALL_OPERATIONS).every((name) => outer.operations?.includes(name))) &&
    (outer.managedBy === undefined ||
      (inner.managedBy !== undefined && listCovers(outer.managedBy, inner.managedBy))) &&
    (outer.serviceNames === undefined ||
      (inner.serviceNames !== undefined && listCovers(outer.serviceNames, inner.serviceNames)))
  );
}

/** Nothing is matched by both. */
export function areDisjoint(left: SelectorDocument, right: SelectorDocument): boolean {
  return (
    noneInBoth(left.namespaces?.names, right.namespaces?.names) ||
    isExcluded(left, right) ||
    isExcluded(right, left) ||
    noneInBoth(left.operations, right.operations) ||
    noneInBoth(left.managedBy, right.managedBy) ||
    noneInBoth(left.serviceNames, right.serviceNames) ||
    Object.entries(left.labels ?? {}).some(([key, glob]) =>
      noneInBoth([glob], right.labels?.[key] === undefined ? undefined : [right.labels[key]]),
    )
  );
}

/** Users, and service accounts as the users they are. */
export function writersOf({ writers }: SelectorDocument): readonly string[] {
  return [...(writers?.users ?? []), ...(writers?.serviceAccounts ?? []).map(accountUser)];
}

const ALL_OPERATIONS = ['CREATE', 'UPDATE'] as const;

function namespacesCover(outer: SelectorDocument, inner: SelectorDocument): boolean {
  const { names = [], exclude = [] } = inner.namespaces ?? {};
  const outerNames = outer.namespaces?.names;
  if (outerNames !== undefined && !outerNames.some(isAll) && (names.length === 0 || !listCovers(outerNames, names)))
    return false;
  return (outer.namespaces?.exclude ?? []).every(
    (glob) => globCovers(exclude, glob) || (names.length > 0 && names.every((name) => !globsOverlap(glob, name))),
  );
}

function labelsCover(outer: SelectorDocument['labels'] = {}, inner: SelectorDocument['labels'] = {}): boolean {
  return Object.entries(outer).every(([key, glob]) => {
    const own = inner[key];
    return own !== undefined && globCovers([glob], own);
  });
}

function isAll(glob: string): boolean {
  return /^\*+$/.test(glob);
}

function listCovers(outers: readonly string[], inners: readonly string[]): boolean {
  return inners.every((inner) => globCovers(outers, inner));
}

function noneInBoth(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return !left.some((one) => right.some((other) => globsOverlap(one, other)));
}

function isExcluded(named: SelectorDocument, excluding: SelectorDocument): boolean {
  const { names } = named.namespaces ?? {};
  const exclude = excluding.namespaces?.exclude ?? [];
  return names !== undefined && names.every((name) => globCovers(exclude, name));
}
