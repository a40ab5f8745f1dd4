// An object as somebody wrote it, before it is decoded: for what an API server would refuse or drop, which the model no longer shows.
import type { FieldPath } from './field-path.ts';
import type { KubernetesVersion } from './kubernetes-version.ts';
import type { DecodeProblem } from './decode/reader.ts';

export interface Manifest {
  /** As JSON has it; any member may be of any type. */
  readonly value: unknown;
  /** The stored object of an UPDATE, likewise; undefined when there is none or it is unknown. */
  readonly stored: unknown;
  /** Members of the wrong type. If there are any, the decoded slice is not the one that was meant. */
  readonly problems: readonly DecodeProblem[];
  /** What the text tells and the value does not; worked out at each call, nothing for an object of a cluster. */
  sourceWarnings(): readonly SourceWarning[];
  /** The version of the API server that would get it. */
  readonly kubernetes: KubernetesVersion;
  /** The object is stored as it is, so whatever a server would say to it is at most a warning. */
  readonly isStored?: boolean;
}

/** Something that is read otherwise than it looks. */
export type SourceWarning =
  /** A key that stands twice in one mapping: the last one wins, in silence. */
  | { readonly kind: 'duplicate-key'; readonly path: FieldPath }
  /** A plain scalar that YAML 1.1 reads as something else than its text: `y`, `080`, `0x50`. */
  | {
      readonly kind: 'plain-scalar';
      readonly path: FieldPath;
      readonly text: string;
      readonly value: string | number | boolean | null;
    };
