// A value that a running server uses and that may change under it: from files today, from Secrets or custom resources
// later. The model is cert-manager's CertificateSource
// (https://github.com/cert-manager/cert-manager/blob/master/pkg/server/tls/source.go).

/**
 * A source stays usable when its newest version does not load: its last good value remains. `reason` may have several
 * lines.
 */
export type SourceHealth = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface SourceListener<T> {
  /**
   * Receives a new value before it becomes `value`; throws to refuse it. A refused value is offered again at each look.
   */
  readonly replaced: (value: T) => void;
  /** The newest version, or a part of it, did not load or was refused. Called once for each distinct failure. */
  readonly failed: (error: Error) => void;
}

export interface Source<T> {
  /** The last good value. Throws before `start` has resolved. */
  readonly value: T;
  readonly healthy: SourceHealth;
  /** Loads the first value and starts to watch for changes. Rejects if there is no good first value. */
  start(): Promise<void>;
  /** Changes are applied only when there is a listener; a source has one. */
  onChange(listener: SourceListener<T>): void;
  /** Looks for a new version now. Never rejects. */
  refresh(): Promise<void>;
  /** Stops watching; `value` stays. */
  close(): void;
}
