// The path of a value in an object, as Kubernetes writes it: endpoints[3].addresses[0]. For pointers see json-patch.ts.

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
