// What a plan asks for. A write changes one object and is made with the resourceVersion that was read: if another
// writer was faster it fails, and the executor reads and plans again.
import type { ConfigurationKind, Fingerprint } from './state.ts';

export type Step = Write | Pause;

export type Write =
  /** Writes a new authority into the Secret as the next one. */
  | { readonly kind: 'createCa'; readonly reason: string }
  /** Writes these authorities into caBundle of every webhook of a configuration. */
  | {
      readonly kind: 'publishBundle';
      readonly configuration: ConfigurationKind;
      readonly authorities: readonly Fingerprint[];
      readonly reason: string;
    }
  /**
   * Writes a new key and a leaf of this authority into the Secret. If it is the next authority it becomes the current
   * one in the same write, and the certificate of the current one is kept as a previous one, without its key.
   */
  | { readonly kind: 'issueLeaf'; readonly issuer: Fingerprint; readonly reason: string }
  /** Removes these previous authorities from the Secret; caBundle follows. */
  | { readonly kind: 'dropOldCa'; readonly authorities: readonly Fingerprint[]; readonly reason: string };

export type Pause =
  /** Nothing more to do before this time, unless something changes; in milliseconds since 1970. */
  | { readonly kind: 'waitUntil'; readonly time: number; readonly reason: string }
  /** Nothing more to do before a user or another program changes the cluster. */
  | { readonly kind: 'blocked'; readonly reason: string };
