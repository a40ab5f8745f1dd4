// What a server is started with, and what it can be asked for while it runs.
import type { AddressInfo } from 'node:net';
import type { Hash } from '../policy/evaluate/digest.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import type { ConnectionTimes } from './http/connection-times.ts';
import type { Certificate } from './http/tls.ts';
import type { LogStream } from './log.ts';
import type { Source } from './sources/source.ts';

export interface ServerOptions {
  /** An IP address; undefined: every one, IPv6 and IPv4. */
  readonly bind: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly healthPort: number;
  readonly drainDelayMs: number;
  /** From the signal to the end of every connection, whatever is in flight. */
  readonly deadlineMs: number;
  readonly bodyTimeoutMs: number;
  readonly maxBodyBytes: number;
  /** Of a review at /mutate, which runs before validation: defaults are set already, and no limit has been checked. */
  readonly maxMutateBytes: number;
  /** All bodies together. */
  readonly maxHeldBytes: number;
  /** Of the webhook's port. */
  readonly maxConnections: number;
  /** The share of clean reviews that are logged, 0 to 1. */
  readonly logSample: number;
  /** Default: CONNECTION_TIMES. */
  readonly connectionTimes?: ConnectionTimes | undefined;
  readonly processMetrics: boolean;
}

export interface ServerDeps {
  /** The server starts and closes its sources. */
  readonly certificate: Source<Certificate>;
  readonly policies: Source<PolicySet>;
  /** The preset that proves the engine where a policy is too narrow for the self-test. */
  readonly recommended: () => PolicySet;
  readonly hash: Hash;
  readonly now: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  readonly random: () => number;
  /** Collects all garbage at once. */
  readonly collectGarbage: () => void;
  readonly logStream: LogStream;
}

export interface RunningServer {
  readonly addresses: { readonly admission: AddressInfo; readonly health: AddressInfo };
  /** Looks for a new certificate and new policies now. */
  readonly reload: () => Promise<void>;
  /**
   * Drains and ends: not ready, drain delay, no new connections, what is in flight, all within the deadline.
   * Further calls return the same promise.
   */
  readonly close: () => Promise<void>;
  /** Ends at once and drops what is in flight. */
  readonly abort: () => Promise<void>;
  /** Resolves when everything has ended. */
  readonly closed: Promise<void>;
}
