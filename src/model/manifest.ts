// An object as it was written, before decoding: for checks of what an API server would refuse or drop, which the
// decoded model no longer shows.
import type { FieldPath } from './field-path.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';
import type { DecodeProblem } from './decode/reader.ts';

export interface Manifest {
  /** The parsed object; any member may have any type. */
  readonly value: unknown;
  /** The stored object that an UPDATE replaces, in the same form; undefined when there is none or it is unknown. */
  readonly stored: unknown;
  /** Members of the wrong type. If there are any, the decoded slice is not what the author meant. */
  readonly problems: readonly DecodeProblem[];
  /** What the text shows and the value does not. Computed at each call; empty for an object from a cluster. */
  sourceWarnings(): readonly SourceWarning[];
  /** The version of the API server that the object is meant for. */
  readonly kubernetes: KubernetesVersion;
  /** The object is already stored, so anything a server would refuse is at most a warning. */
  readonly isStored?: boolean;
}

/** Something that is read differently from how it looks. */
export type SourceWarning =
  /** A key that appears twice in one mapping: the last one silently wins. */
  | { readonly kind: 'duplicate-key'; readonly path: FieldPath }
  /** A plain scalar that YAML 1.1 reads as something other than its text: `y`, `080`, `0x50`. */
  | {
      readonly kind: 'plain-scalar';
      readonly path: FieldPath;
      readonly text: string;
      readonly value: string | number | boolean | null;
    };
