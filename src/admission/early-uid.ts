// The uid of a review whose body is too large to be kept. It comes first in what an API server writes, so the beginning is enough.

/** How far to look: more than an API server writes before the uid. */
const LOOK_BYTES = 4096;

// Anchored at the body's beginning: a uid deeper inside is an object's own and would be a forged answer to nobody.
const HEAD =
  /^\s*\{\s*"kind"\s*:\s*"AdmissionReview"\s*,\s*"apiVersion"\s*:\s*"admission\.k8s\.io\/v1"\s*,\s*"request"\s*:\s*\{\s*"uid"\s*:\s*"([0-9A-Za-z._-]{1,256})"/;

/** Undefined unless the body begins as an API server writes it. */
export function earlyUid(head: Buffer): string | undefined {
  return HEAD.exec(head.toString('latin1', 0, LOOK_BYTES))?.[1];
}
