// The keys of the Secret. Replicas mount the first two alone; kubernetes.io/tls names them.

export const KEYS = {
  leaf: { certificate: 'tls.crt', key: 'tls.key' },
  current: { certificate: 'ca.crt', key: 'ca.key' },
  next: { certificate: 'next-ca.crt', key: 'next-ca.key' },
  /** Certificates without keys, one after the other. */
  previous: 'previous-ca.crt',
} as const;

/** `data` of a Secret, decoded from base64. */
export type SecretData = ReadonlyMap<string, Uint8Array>;
