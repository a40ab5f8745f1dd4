// A document without what its schema refused, so that the rest of it is checked too and all mistakes are reported at
// once.
import type { z } from 'zod';
import { nearest } from '../../model/nearest.ts';
import { API_VERSION, policySchema, type PolicyDocument } from './document.ts';

type Path = readonly PropertyKey[];

export interface Repaired {
  /** For checking only: it must never run. */
  readonly document: PolicyDocument;
  /** The networks are not known, so a rule may refer to any. */
  readonly anyNetwork: boolean;
}

/** Undefined if nothing useful can be checked: another kind of document, or no spec. */
export function repairPolicy(value: unknown, { issues }: z.ZodError): Repaired | undefined {
  const refused = refusedPaths(issues);
  if (refused.some((path) => path.length === 0 || path[0] === 'kind' || (path[0] === 'spec' && path.length === 1)))
    return undefined;
  const document = policySchema.safeParse(withoutRefused(value, refused));
  if (!document.success) return undefined;
  const anyNetwork = refused.some(
    ([root, key, ...below]) =>
      root === 'spec' && below.length === 0 && nearest(String(key), ['networks']) !== undefined,
  );
  return { document: document.data, anyNetwork };
}

/** The paths of what a schema refused; of unknown fields each one. */
export function refusedPaths(issues: readonly z.core.$ZodIssue[]): readonly Path[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
  );
}

/** A copy in which each refused member is missing, or has a valid value where one is required. */
export function withoutRefused(value: unknown, refused: readonly Path[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const path of refused.map(whole)) replaceAt(copy, path, replacement(path));
  return copy;
}

/**
 * What has to go with a refused member: the whole list, because other indexes must not move, and a whole exclude,
 * because half of one exempts more than was meant.
 */
function whole(path: Path): Path {
  const exclude = path.findIndex((key, index) => key === 'exclude' && path[index - 1] !== 'namespaces');
  if (exclude !== -1 && (exclude === 0 || (exclude === 1 && path[0] === 'spec'))) return path.slice(0, exclude + 1);
  const start = isTrusted(path) ? 4 : 0;
  const index = path.findIndex((key, at) => at >= start && typeof key === 'number');
  return index === -1 ? path : path.slice(0, index);
}

function isTrusted([spec, writers, trusted, index]: Path): boolean {
  return spec === 'spec' && writers === 'writers' && trusted === 'trusted' && typeof index === 'number';
}

/** Undefined where the member may be missing. */
function replacement(path: Path): unknown {
  const [root, key] = path;
  const { length } = path;
  if (root === 'apiVersion') return API_VERSION;
  if (root === 'metadata') return length === 1 ? { name: 'unnamed' } : path[1] === 'name' ? 'unnamed' : undefined;
  if (root !== 'spec') return undefined;
  // The preset in which most rules run: a rule that is off in the other one is no second mistake.
  if (key === 'preset') return 'strict';
  // Rules refer to it by name.
  if (key === 'networks' && length === 3) return ['192.0.2.0/32'];
  return isTrusted(path) ? trustedReplacement(path.slice(4)) : undefined;
}

function trustedReplacement([member, ...below]: Path): unknown {
  if (member === undefined) return { user: 'unnamed', managedBy: 'unnamed', rules: {} };
  if (member === 'user' || member === 'managedBy') return below.length === 0 ? 'unnamed' : undefined;
  if (member === 'rules') return below.length === 0 ? {} : 'off';
  return undefined;
}

function replaceAt(root: unknown, path: Path, value: unknown): void {
  const key = path.at(-1);
  let at = root;
  for (const step of path.slice(0, -1)) at = isContainer(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  if (key === undefined || !isContainer(at)) return;
  if (value === undefined) Reflect.deleteProperty(at, key);
  else at[key] = value;
}

function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
