// What a rotation knows when it plans: facts of certificates instead of certificates, so that the plan is pure.

/** SHA-256 of a certificate, as text: its name in states and steps. */
export type Fingerprint = string;

/** From and until when something is valid, in milliseconds since 1970. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** A certificate of an authority. */
export interface Authority extends Validity {
  readonly id: Fingerprint;
}

/** An authority in the Secret. */
export interface StoredAuthority extends Authority {
  /** Its private key is there and belongs to it. */
  readonly canIssue: boolean;
}

export interface Leaf extends Validity {
  readonly id: Fingerprint;
  /** The authority in the Secret that signed it; undefined if none did. */
  readonly issuer: Fingerprint | undefined;
  /** Its key belongs to it, it is for TLS servers, and it has every name of the Service. */
  readonly isUsable: boolean;
}

/** What can be read of the Secret. Whatever cannot be read is not there. */
export interface SecretState {
  /** Issues leaves. */
  readonly current: StoredAuthority | undefined;
  /** Is published and has not issued anything yet. */
  readonly next: StoredAuthority | undefined;
  /** Issued what some replica may still serve. Their private keys are gone. */
  readonly previous: readonly Authority[];
  readonly leaf: Leaf | undefined;
}

export const CONFIGURATION_KINDS = ['validating', 'mutating'] as const;

export type ConfigurationKind = (typeof CONFIGURATION_KINDS)[number];

/** One of the two webhook configurations, as the API server has it stored. */
export interface Configuration {
  readonly kind: ConfigurationKind;
  /** Another program that writes its caBundle, such as cert-manager's injector. */
  readonly injector: string | undefined;
  /** The authorities in caBundle of each of its webhooks. */
  readonly bundles: readonly Bundle[];
  /** For how long it has been read as it is now, in milliseconds of a clock that never jumps; 0 after a restart. */
  readonly unchangedFor: number;
}

export interface Bundle {
  readonly authorities: readonly Authority[];
  /** It holds certificates of authorities, each once, and nothing else. */
  readonly isClean: boolean;
}

/** A pod that serves, or may serve at any time: ready or not, and terminating ones too. */
export interface Replica {
  readonly name: string;
  /** The authorities, of the Secret or published, that issued what it serves; undefined if it was not reached. */
  readonly servesFrom: readonly Fingerprint[] | undefined;
}

export type Mode = 'self-managed' | 'cert-manager' | 'own-secret' | 'own-files';

export interface State {
  readonly mode: Mode;
  readonly secret: SecretState;
  /** For how long the Secret has been read as it is now, as of a configuration: its leaf may be older than that. */
  readonly secretUnchangedFor: number;
  /** Those that exist. */
  readonly configurations: readonly Configuration[];
  /** All of them, each connected to after the Secret was read. */
  readonly replicas: readonly Replica[];
}
