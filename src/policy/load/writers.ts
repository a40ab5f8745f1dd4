// The class of a writer, by exact user only: tenants can choose groups, prefixes and labels.
import { managedBy, type SliceMetadata } from '../../model/slice.ts';
import type { Action, Writer } from '../rule.ts';
import type { User } from '../subject.ts';
import { globMatcher } from './glob.ts';

/** The user's own program that writes slices: user and managed-by must both match. */
export interface Trusted {
  readonly user: string;
  readonly managedBy: string;
  /** Globs; absent means every namespace. */
  readonly namespaces: ((namespace: string) => boolean) | undefined;
  /** The strongest action of each rule for this writer. */
  readonly rules: ReadonlyMap<string, Action>;
}

export interface Writers {
  readonly controllers: ReadonlySet<string>;
  readonly trusted: readonly Trusted[];
}

export interface Classified {
  readonly writer: Writer;
  /** The entry that makes the writer trusted. */
  readonly trusted: Trusted | undefined;
}

/** The writer's class in one policy. A policy relaxes its own rules only, or it would weaken the other policies. */
export type ClassOf = (policy: { readonly writers: Writers }) => Classified;

/** Each policy is asked once. */
export function classesOf(user: User | undefined, metadata: SliceMetadata): ClassOf {
  const known = new Map<Writers, Classified>();
  return ({ writers }) => {
    const classified = known.get(writers) ?? classify(writers, user, metadata);
    known.set(writers, classified);
    return classified;
  };
}

export function classify(writers: Writers, user: User | undefined, metadata: SliceMetadata): Classified {
  if (user === undefined) return { writer: { class: 'unknown', user: null, groups: [] }, trusted: undefined };
  const named = { user: user.name, groups: user.groups };
  if (writers.controllers.has(user.name)) return { writer: { class: 'controller', ...named }, trusted: undefined };
  const trusted = writers.trusted.find((entry) => isTrusted(entry, user.name, metadata));
  return { writer: { class: trusted === undefined ? 'other' : 'trusted', ...named }, trusted };
}

function isTrusted(entry: Trusted, user: string, metadata: SliceMetadata): boolean {
  return (
    entry.user === user && entry.managedBy === managedBy(metadata) && (entry.namespaces?.(metadata.namespace) ?? true)
  );
}

/** Matches any of the globs. */
export function namespaceMatcher(globs: readonly string[] | undefined): Trusted['namespaces'] {
  return globs === undefined ? undefined : globMatcher(globs);
}
