// What Go's crypto/x509 says of certificates: recorded by test/fixtures/x509/main.go.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const index = z.number().int();
const recorded = z
  .object({
    certificates: z.array(z.string()),
    verdicts: z.array(
      z.object({
        leaf: index,
        between: z.array(index),
        bundle: z.array(index),
        host: z.string(),
        at: index,
        error: z.string().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/x509/verdicts.json', import.meta.url), 'utf8')));

export const CERTIFICATES = recorded.certificates.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
export const VERDICTS = recorded.verdicts;

export function certificateAt(place: number): X509Certificate {
  const certificate = CERTIFICATES[place];
  if (certificate === undefined) throw new Error(`there is no certificate ${place}`);
  return certificate;
}
