// Members of untrusted JSON values: own ones only, so that `__proto__` and inherited names are never members.

import { isObject } from '../../model/is-object.ts';

/** Undefined too if `value` is not an object. */
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Gives a member another value. False, and nothing done, when there is no such member. */
export function replaceOwn(value: unknown, key: string, member: unknown): boolean {
  return isObject(value) && Object.hasOwn(value, key) && Reflect.set(value, key, member);
}

/**
 * Reads members of the types the API server gives them, and notes what is otherwise. Null and absent are empty, as Go
 * decodes them.
 */
export class MemberReader {
  readonly problems: string[] = [];

  text(value: unknown, key: string): string {
    const text = own(value, key) ?? '';
    if (typeof text === 'string') return text;
    this.problems.push(`${key} must be a string`);
    return '';
  }

  flag(value: unknown, key: string): boolean {
    const flag = own(value, key) ?? false;
    if (typeof flag === 'boolean') return flag;
    this.problems.push(`${key} must be true or false`);
    return false;
  }

  texts(value: unknown, key: string): readonly string[] {
    const list = own(value, key) ?? [];
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
    this.problems.push(`${key} must be a list of strings`);
    return [];
  }
}
