// The path of a value in an object, as Kubernetes writes it (endpoints[3].addresses[0]) and as an RFC 6901 pointer.

/** A member name, a list index, or a map key (printed in brackets, like field.Key of Kubernetes). */
export type PathSegment = string | number | { readonly key: string };
export type FieldPath = readonly PathSegment[];

/**
 * `endpoints[3].addresses[0]`, `metadata.labels[kubernetes.io/service-name]`; the object itself is the empty string.
 */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (typeof segment === 'object') text += `[${segment.key}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

/** The same path as an RFC 6901 pointer: `/endpoints/3/addresses/0`. */
export function toPointer(path: FieldPath): string {
  return path
    .map((segment) => `/${escapePointer(typeof segment === 'object' ? segment.key : String(segment))}`)
    .join('');
}

function escapePointer(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
