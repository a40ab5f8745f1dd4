// From the fixes of findings to one list of operations that fit together.
import { fromPointer, toPointer, valueAt, type JsonValue, type PatchOperation } from '../../model/json-patch.ts';
import { isReservedLabel, isReservedManager } from '../../model/reserved-labels.ts';
import { LABELS } from '../../model/slice.ts';
import type { Finding } from '../subject.ts';

export interface Plan {
  /**
   * Parents, then what is set, then list items that go, the last ones first: so every path is right both before and
   * after the others.
   */
  readonly operations: readonly PatchOperation[];
  /** The findings they fix. */
  readonly findings: readonly Finding[];
}

type Path = readonly string[];
type Setting = Exclude<PatchOperation, { op: 'remove' }>;

/**
 * Of the findings, the strongest first, those with a fix that `may` be used. `value` is the object that was judged. A
 * finding is fixed whole or not at all: not if it would touch what no fix may (the object's name, its addressType,
 * labels of controllers), nor if an earlier one sets the same otherwise.
 */
export function planFixes(findings: readonly Finding[], value: unknown, may: (finding: Finding) => boolean): Plan {
  const planner = new Planner(value);
  const fixed = findings.filter((finding) => finding.fix.length > 0 && may(finding) && planner.add(finding));
  return { operations: planner.operations(), findings: fixed };
}

class Planner {
  readonly #value: unknown;
  /** By pointer. */
  readonly #settings = new Map<string, Setting>();
  readonly #removals = new Map<string, Path>();

  constructor(value: unknown) {
    this.#value = value;
  }

  /** False, and nothing taken, if the fix cannot be used. */
  add({ fix }: Finding): boolean {
    const steps = fix.map((operation) => ({ operation, path: fromPointer(operation.path) ?? [] }));
    if (!steps.every(({ operation, path }) => this.#fits(operation, path))) return false;
    for (const { operation, path } of steps) {
      if (operation.op === 'remove') this.#removals.set(operation.path, path);
      else this.#settings.set(operation.path, operation);
    }
    return true;
  }

  operations(): readonly PatchOperation[] {
    const removed = [...this.#removals.values()].filter((path) => !this.#isRemoved(path.slice(0, -1)));
    const settings = [...this.#settings.values()].filter(({ path }) => !this.#isRemoved(fromPointer(path) ?? []));
    return [
      ...this.#withParents(settings),
      ...removed.toSorted(descending).map((path) => ({ op: 'remove' as const, path: toPointer(path) })),
    ];
  }

  #fits(operation: PatchOperation, path: Path): boolean {
    if (!mayTouch(operation, path)) return false;
    const parent = this.#nearest(path.slice(0, -1));
    if (operation.op === 'remove') return Array.isArray(parent) && valueAt(this.#value, path) !== undefined;
    const known = this.#settings.get(operation.path);
    if (known !== undefined && JSON.stringify(known.value) !== JSON.stringify(operation.value)) return false;
    // Nothing is put between the items of a list: every index would mean another item from there on.
    if (Array.isArray(parent)) return operation.op === 'replace' && valueAt(this.#value, path) !== undefined;
    return typeof parent === 'object';
  }

  /**
   * The object or list at a path; undefined where a value of another type is in the way, null where there is none yet.
   */
  #nearest(path: Path): unknown {
    for (let length = path.length; length >= 0; length--) {
      const found = valueAt(this.#value, path.slice(0, length));
      if (found === undefined || found === null) continue;
      if (typeof found !== 'object') return undefined;
      if (length === path.length) return found;
      // What is missing can be made as members of an object, not as items of a list.
      return Array.isArray(found) && valueAt(found, path.slice(length, length + 1)) === undefined ? undefined : null;
    }
    return undefined;
  }

  #isRemoved(path: Path): boolean {
    return path.some((_, index) => this.#removals.has(toPointer(path.slice(0, index + 1))));
  }

  /**
   * `add` where there is no value, `replace` where there is one; an object that is missing or null on the way is made
   * once.
   */
  *#withParents(settings: readonly Setting[]): Generator<Setting> {
    const made = new Set<string>();
    for (const { path: pointer, value } of settings) {
      const path = fromPointer(pointer) ?? [];
      for (let length = 1; length < path.length; length++) {
        const parent = path.slice(0, length);
        if ((valueAt(this.#value, parent) ?? null) !== null || made.has(toPointer(parent))) continue;
        made.add(toPointer(parent));
        yield this.#setting(parent, {});
      }
      yield this.#setting(path, value);
    }
  }

  #setting(path: Path, value: JsonValue): Setting {
    return { op: valueAt(this.#value, path) === undefined ? 'add' : 'replace', path: toPointer(path), value };
  }
}

/**
 * Endpoints, ports and labels; of the labels of Kubernetes and its controllers none but a manager's name that is not
 * theirs.
 */
function mayTouch(operation: PatchOperation, [first, second, key, ...rest]: Path): boolean {
  if (first === 'endpoints' || first === 'ports') return second !== undefined;
  if (first !== 'metadata' || second !== 'labels' || key === undefined || rest.length > 0 || operation.op === 'remove')
    return false;
  if (typeof operation.value !== 'string') return false;
  return key === LABELS.managedBy ? !isReservedManager(operation.value) : !isReservedLabel(key);
}

/** Later items first, so that those before them keep their index. */
function descending(left: Path, right: Path): number {
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (other === undefined) return -1;
    if (segment !== other) return Number(other) - Number(segment) || (segment < other ? 1 : -1);
  }
  return 1;
}
