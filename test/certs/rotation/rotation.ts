// A rotation run by hand: content of a Secret after steps.
import { randomBytes } from 'node:crypto';
import { readSecret } from '../../../src/certs/rotation/read-secret.ts';
import type { SecretData } from '../../../src/certs/rotation/secret-keys.ts';
import { secretAfter, type Issuing, type SecretWrite } from '../../../src/certs/rotation/write-secret.ts';

export const NOW = new Date('2026-11-28T12:00:00Z');
export const NAMES = ['web.shop.svc', 'web.shop'] as const;

export const ISSUING: Issuing = { means: { now: NOW, randomBytes, algorithm: 'ecdsa-p256' }, names: NAMES };

export function after(data: SecretData, step: SecretWrite): SecretData {
  const merged = new Map(data);
  for (const [key, value] of secretAfter(step, data, readSecret(data), ISSUING)) {
    if (value === undefined) merged.delete(key);
    else merged.set(key, value);
  }
  return merged;
}

/** A new authority becomes the current one and issues. */
export function rotated(data: SecretData): SecretData {
  const created = after(data, { kind: 'createCa', reason: '' });
  const issuer = readSecret(created).next?.certificate.fingerprint256 ?? '';
  return after(created, { kind: 'issueLeaf', issuer, reason: '' });
}
