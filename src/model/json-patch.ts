// The subset of JSON Patch (RFC 6902) that fixes use, and how it is applied to a value.
import { isObject } from './is-object.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** `path` is an RFC 6901 pointer into the object. */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: string };

/** Thrown when an operation cannot be applied to the value. */
export class PatchError extends Error {
  readonly operation: PatchOperation;

  constructor(operation: PatchOperation, message: string) {
    super(`${operation.op} ${JSON.stringify(operation.path)}: ${message}`);
    this.operation = operation;
  }
}

/** The pointer (RFC 6901) of a path. */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/**
 * The segments of a pointer; undefined if the text is not one. List indexes stay text: only the value shows whether a
 * segment is an index or a name.
 */
export function fromPointer(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  const segments = pointer.slice(1).split('/');
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * Returns the value after all operations. The value given is not changed: what the operations change is copied once. A
 * member may have any name, including `__proto__`. Throws PatchError at the first operation that cannot be applied.
 */
export function applyPatch(value: unknown, operations: readonly PatchOperation[]): unknown {
  const patcher = new Patcher(value);
  for (const operation of operations) patcher.apply(operation);
  return patcher.value;
}

/** The value at the path that a pointer's segments name; undefined if there is none. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value;
  for (const segment of path) {
    if (Array.isArray(current)) current = current[indexOf(String(segment)) ?? -1];
    else if (isObject(current) && Object.hasOwn(current, segment)) current = current[segment];
    else return undefined;
  }
  return current;
}

type Fields = Record<string, unknown>;
type Container = unknown[] | Fields;

class Patcher {
  value: unknown;
  /** Copies made by this patcher, which it may change. */
  readonly #own = new Set<unknown>();

  constructor(value: unknown) {
    this.value = value;
  }

  apply(operation: PatchOperation): void {
    const path = fromPointer(operation.path);
    if (path === undefined) throw new PatchError(operation, 'not a JSON pointer (RFC 6901)');
    const key = path.at(-1);
    if (key === undefined) {
      if (operation.op === 'remove') throw new PatchError(operation, 'the whole value cannot be removed');
      this.value = operation.value;
      return;
    }
    const parent = this.#parent(operation, path.slice(0, -1));
    if (Array.isArray(parent)) changeList(operation, parent, key);
    else changeFields(operation, parent, key);
  }

  /** The list or object at a path. Everything on the way to it is copied first. */
  #parent(operation: PatchOperation, path: readonly string[]): Container {
    let current = this.#owned(operation, this.value);
    this.value = current;
    for (const segment of path) {
      const child = this.#owned(operation, valueAt(current, [segment]));
      if (Array.isArray(current)) current[indexOf(segment) ?? 0] = child;
      else setOwn(current, segment, child);
      current = child;
    }
    return current;
  }

  #owned(operation: PatchOperation, value: unknown): Container {
    if (!Array.isArray(value) && !isObject(value))
      throw new PatchError(operation, 'the parent is not a list or an object');
    if (this.#own.has(value)) return value;
    const copy: Container = Array.isArray(value) ? [...value] : { ...value };
    this.#own.add(copy);
    return copy;
  }
}

function changeList(operation: PatchOperation, list: unknown[], key: string): void {
  const index = key === '-' && operation.op === 'add' ? list.length : indexOf(key);
  const last = operation.op === 'add' ? list.length : list.length - 1;
  if (index === undefined || index > last) throw new PatchError(operation, `the list has no item ${key}`);
  if (operation.op === 'remove') list.splice(index, 1);
  else list.splice(index, operation.op === 'replace' ? 1 : 0, operation.value);
}

function changeFields(operation: PatchOperation, fields: Fields, key: string): void {
  if (operation.op !== 'add' && !Object.hasOwn(fields, key))
    throw new PatchError(operation, 'nothing exists at this path');
  if (operation.op === 'remove') delete fields[key];
  else setOwn(fields, key, operation.value);
}

/** An assignment to `__proto__` would set the prototype, not a member. */
function setOwn(fields: Fields, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}

/** RFC 6901: no sign, no leading zeros. */
function indexOf(segment: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(segment) ? Number(segment) : undefined;
}
