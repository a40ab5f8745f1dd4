// The hash of policies and decisions: an argument to the pure folders.
import { hash } from 'node:crypto';

/** `sha256:` and 64 hexadecimal digits. */
export function sha256(text: string): string {
  return `sha256:${hash('sha256', text, 'hex')}`;
}
