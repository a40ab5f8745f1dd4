// What is asked of the API server's validation, and what it answers.
import type { KubernetesVersion } from '../kubernetes-version.ts';
import type { Fault } from './fault.ts';
import type { ServerWarning } from './warnings.ts';

export interface ValidationOptions {
  readonly version: KubernetesVersion;
  /** The object that an UPDATE replaces, as JSON; not set for a CREATE. */
  readonly stored?: unknown;
  /**
   * Reports each fault once, as servers since 1.37 do, although older ones repeat themselves on updates. Reports
   * nothing about endpoints and addresses beyond a limit that is already a fault: there may be millions.
   */
  readonly isBrief?: boolean;
}

export interface Verdict {
  /**
   * Every cause that the server's answer would list, as often as it would list it unless `isBrief` is set; empty if the
   * server accepts.
   */
  readonly faults: readonly Fault[];
  readonly warnings: readonly ServerWarning[];
}
