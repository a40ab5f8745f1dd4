// When certificates are replaced, and how long others may take to notice.
import type { Validity } from './state.ts';

export interface Timing {
  /** The share of its life after which a leaf is renewed. */
  readonly renewLeafAfter: number;
  /** The share of its life after which an authority is replaced. */
  readonly renewCaAfter: number;
  /** How long an authority must have been published before it issues, in milliseconds. */
  readonly publishedFor: number;
  /** How old a leaf must be before the authorities of older ones are dropped, in milliseconds. */
  readonly overlap: number;
  /** For how long an authority that has ended is still published: clocks differ. In milliseconds. */
  readonly afterEnd: number;
  /** The longest time between two looks at everything, in milliseconds. */
  readonly recheck: number;
}

/**
 * An API server notices a changed configuration by a watch, usually within a second; the certificate has two minutes. A
 * kubelet brings a changed Secret within one to two minutes (its sync period and the delay of its cache,
 * https://kubernetes.io/docs/concepts/configuration/secret/), but a pod that starts on a node that was cut off begins
 * with what the kubelet had before: the overlap is a day, which costs nothing, because the old authority's key is gone.
 */
export const TIMING: Timing = {
  renewLeafAfter: 2 / 3,
  renewCaAfter: 2 / 3,
  publishedFor: 2 * 60_000,
  overlap: 24 * 3_600_000,
  afterEnd: 24 * 3_600_000,
  recheck: 12 * 3_600_000,
};

export function isValidAt({ notBefore, notAfter }: Validity, now: number): boolean {
  return notBefore <= now && now < notAfter;
}

/** When this share of a life is over. */
export function momentOf({ notBefore, notAfter }: Validity, share: number): number {
  return notBefore + (notAfter - notBefore) * share;
}
