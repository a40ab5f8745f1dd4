// What a server is started with, and what it can be asked for while it runs.
import type { AddressInfo } from 'node:net';
import type { Hash } from '../policy/evaluate/digest.ts';
import type { PolicySource } from '../policy/load/load.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import type { ConnectionTimes } from './http/connection-times.ts';
import type { Files, WatchTimes } from './files.ts';
import type { LogStream } from './log.ts';

export interface ServerOptions {
  /** An IP address; undefined: every one, IPv6 and IPv4. */
  readonly bind: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly healthPort: number;
  readonly certFile: string;
  readonly keyFile: string;
  /** When given, a client must show a certificate issued by one of these. */
  readonly clientCaFile: string | undefined;
  readonly policyFiles: readonly string[];
  readonly drainDelayMs: number;
  /** From the signal to the end of every connection, whatever is in flight. */
  readonly deadlineMs: number;
  readonly bodyTimeoutMs: number;
  readonly maxBodyBytes: number;
  /** Of a review at /mutate, which comes before validation: defaults are filled in already, and nothing has been counted. */
  readonly maxMutateBytes: number;
  /** All bodies together. */
  readonly maxHeldBytes: number;
  /** Of the webhook's port. */
  readonly maxConnections: number;
  /** The share of clean reviews that are logged, 0 to 1. */
  readonly logSample: number;
  /** Default: CONNECTION_TIMES. */
  readonly connectionTimes?: ConnectionTimes | undefined;
  readonly watch: WatchTimes;
  readonly processMetrics: boolean;
}

export interface ServerDeps {
  readonly loadPolicies: (sources: readonly PolicySource[]) => PolicySet;
  readonly hash: Hash;
  readonly files: Files;
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
  /** Looks at certificate and policy files now. */
  readonly reload: () => Promise<void>;
  /** Drains and ends: not ready, drain delay, no new connections, what is in flight, all within the deadline. Calls after the first join it. */
  readonly close: () => Promise<void>;
  /** Ends at once, dropping what is in flight. */
  readonly abort: () => Promise<void>;
  /** Resolves when everything has ended. */
  readonly closed: Promise<void>;
}
