// What `install --ca-file` takes and what it refuses: only certificates of authorities reach caBundle, and nothing else of a file is ever printed.
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../../src/certs/issue.ts';
import { runCommand } from '../../../src/commands/run.ts';
import { valueAt } from '../../../src/model/json-patch.ts';
import { testIo } from '../test-io.ts';

const NOW = new Date('2027-03-01T12:00:00Z');
const DAY_MS = 86_400_000;
const at = (days: number) =>
  ({ now: new Date(NOW.getTime() + days * DAY_MS), randomBytes, algorithm: 'ecdsa-p256' }) as const;

const authority = createAuthority('one CA', at(0));
const other = createAuthority('another CA', at(-100));
const ca = certificatePem(authority);
const secondCa = certificatePem(other);
const leaf = certificatePem(createLeaf(['localhost'], authority, at(0)));
const expired = certificatePem(createAuthority('old CA', at(-3700)));
const early = certificatePem(createAuthority('early CA', at(1)));
const key = privateKeyPem(authority);
const keyObject = createPrivateKey(key);
const sec1 = keyObject.export({ type: 'sec1', format: 'pem' }).toString();
const encrypted = keyObject.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
const openssh =
  '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n';
const MARK = '\ufeff';

/** As "openssl x509 -text" writes before a certificate. */
const TEXT =
  'Certificate:\n    Data:\n        Version: 3 (0x2)\n        Issuer: CN = one CA\n    Signature Value:\n        30:45:02:21:00\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sliceward-ca-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly code: number | undefined;
  readonly out: string;
  readonly errors: string;
  /** What an API server would get. */
  readonly bundle: string;
}

async function install(content: string | Uint8Array): Promise<Outcome> {
  const file = join(folder, 'ca.crt');
  writeFileSync(file, content);
  const io = { ...testIo(), now: () => NOW };
  await runCommand(['install', '--url', 'https://10.0.0.1:9443', '--ca-file', file], io);
  const out = io.written();
  const bundle = out === '' ? '' : String(valueAt(load(out), ['webhooks', 0, 'clientConfig', 'caBundle']));
  return {
    code: io.exitCode(),
    out,
    errors: io.errors().replaceAll(folder, ''),
    bundle: Buffer.from(bundle, 'base64').toString('latin1'),
  };
}

function utf16(text: string): Buffer {
  return Buffer.from(MARK + text, 'utf16le');
}

describe('install --ca-file', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['a byte-order mark', MARK + ca, ca],
    ['two files with one each, joined', MARK + ca + MARK + secondCa, ca + secondCa],
    ['CRLF', ca.replaceAll('\n', '\r\n'), ca],
    ['the line ends of old Macs', ca.replaceAll('\n', '\r'), ca],
    ['no line end at the end', ca.trimEnd(), ca],
    ['the text of openssl', TEXT + ca + TEXT + secondCa, ca + secondCa],
    [
      'comments, one of them a certificate that is switched off',
      `# ours\n${ca}${secondCa.replaceAll(/^/gm, '# ')}\nhello`,
      ca,
    ],
    ['blank lines and white space', `\n\n  ${ca.replaceAll('\n', '  \n\t')}\n`, ca],
    ['lines of another length', pem('CERTIFICATE', new X509Certificate(ca).raw, 20), ca],
    ['one twice', ca + secondCa + ca + TEXT + ca, ca + secondCa],
  ])('takes %s, and writes certificates alone', async (_what, content, expected) => {
    const { code, bundle, errors } = await install(content);
    expect({ code, bundle, errors }).toEqual({ code: undefined, bundle: expected, errors: '' });
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /holds no certificate: it is empty/],
    ['white space', ' \n', /holds no certificate; give/],
    ['text', 'hello\n', /holds no certificate; give/],
    [
      'DER',
      new Uint8Array(new X509Certificate(ca).raw),
      /is binary \(DER or PKCS #12\), not PEM: "openssl x509 -inform der"/,
    ],
    ['UTF-16', utf16(ca), /is UTF-16: save it as ASCII or UTF-8/],
    ['UTF-16 without a mark', utf16(ca).subarray(2), /is not text/],
    ['a leaf', leaf, /the certificate of line 1 \(CN=localhost\) is not a CA/],
    ['a chain', leaf + ca, /line 1 \(CN=localhost\) is not a CA/],
    ['an authority that has ended', ca + expired, /line \d+ \(CN=old CA\) ended at 2027-01-/],
    ['an authority of tomorrow', early, /\(CN=early CA\) is not valid before 2027-03-02T11:00:00/],
    ['half a certificate', ca.slice(0, 200), /holds no certificate: it ends in the middle of a certificate \(line 1\)/],
    ['one and a half', ca + ca.slice(0, 200), /ends in the middle of a certificate \(line \d+\)/],
    [
      'one that another begins in',
      ca.slice(0, 200) + '\n' + ca,
      /no END for the CERTIFICATE of line 1 before another block/,
    ],
    ['the second half of one', ca.slice(200), /has an END in line \d+ without a BEGIN/],
    [
      'a certificate with lines missing',
      ca.replace(/\n[^\n]+\n/, '\n'),
      /the block of line 1 cannot be read: it is damaged/,
    ],
    ['no base64', ca.replace(/\n\w{4}/, '\n????'), /the block of line 1 cannot be read/],
    [
      'no padding',
      '-----BEGIN CERTIFICATE-----\nQUFBQQ\n-----END CERTIFICATE-----\n',
      /the block of line 1 cannot be read/,
    ],
    ['bytes behind the certificate', trailing(ca), /the block of line 1 cannot be read/],
    [
      'an empty block',
      '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
      /the block of line 1 cannot be read/,
    ],
    ['PEM inside of PEM', pem('CERTIFICATE', Buffer.from(ca)), /the block of line 1 cannot be read/],
    ['headers', ca.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n'), /the block of line 1 has headers/],
    [
      'a label of its own',
      ca.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
      /holds a block "X509 CERTIFICATE" in line 1/,
    ],
    [
      'a TRUSTED CERTIFICATE',
      ca + ca.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
      /holds a TRUSTED CERTIFICATE, which only OpenSSL reads/,
    ],
    [
      'a request',
      pem('CERTIFICATE REQUEST', randomBytes(40)),
      /holds a certificate request, which is not signed, in line 1/,
    ],
    [
      'a list of revocations',
      ca + pem('X509 CRL', randomBytes(40)),
      /holds a list of revoked certificates in line \d+/,
    ],
    ['a public key', ca + pem('PUBLIC KEY', randomBytes(40)), /holds a block "PUBLIC KEY" in line \d+/],
    ['names of Object.prototype', pem('constructor', randomBytes(40)), /holds a block "constructor" in line 1/],
    ['another END', ca.replace('END CERTIFICATE', 'END X509 CRL'), /as a X509 CRL in line/],
    ['a mark behind text', `ca.crt: ${ca}`, /has a BEGIN or END in line 1 that is not on a line of its own/],
    [
      'a certificate in one line',
      ca.replaceAll('\n', '\\n'),
      /has a BEGIN or END in line 1 that is not on a line of its own/,
    ],
    ['over 100 certificates', (ca + secondCa).repeat(51), /holds over 100 certificates/],
    ['over 1 MiB', ' '.repeat(1024 * 1024) + ca, /is larger than 1048576 bytes/],
    ['a key in PKCS #8', key, /holds a private key \(line 1\)/],
    ['a key beside a certificate', ca + key, /holds a private key \(line \d+\)/],
    ['a key in SEC1', sec1 + ca, /holds a private key/],
    ['an encrypted key', ca + encrypted, /holds a private key/],
    ['a key of OpenSSH', ca + openssh, /holds a private key/],
    ['half a key', ca + key.slice(0, 100), /holds a private key/],
    ['a key behind "#"', ca + key.replaceAll(/^/gm, '# '), /holds a private key/],
    ['a key inside of a certificate', ca.replace('\n', `\n${key}`), /holds a private key/],
  ])('refuses %s in one line', async (_what, content, message) => {
    const { code, out, errors } = await install(content);
    expect(errors).toMatch(message);
    expect(errors).toMatch(/^[^\n]*\n$/);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('prints no letter of a private key, in whatever order a file has its parts', async () => {
    const certificates = new Set([ca, secondCa]);
    const good = [ca, secondCa, MARK + ca, TEXT, '# note\n', '\r\n'];
    const bad = [
      key,
      sec1,
      encrypted,
      openssh,
      key.slice(0, 120),
      `# ${sec1}`,
      ca.replace('\n', `\n${key}`),
      ` ${key.replaceAll('\n', '\r\n ')}`,
    ];
    const secrets = [key, sec1, encrypted, openssh].flatMap((text) =>
      text.split('\n').filter((line) => !line.startsWith('---') && line !== ''),
    );
    const part = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...good) },
      { weight: 1, arbitrary: fc.constantFrom(...bad) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        const { code, out, errors, bundle } = await install(parts.join('\n'));
        for (const secret of secrets) for (const shown of [out, errors, bundle]) expect(shown).not.toContain(secret);
        const authorities = new Set(parts.map((one) => one.replace(MARK, '')).filter((one) => certificates.has(one)));
        const isRefused = parts.some((one) => bad.includes(one)) || authorities.size === 0;
        expect({ code, bundle }).toEqual(
          isRefused ? { code: 2, bundle: '' } : { code: undefined, bundle: [...authorities].join('') },
        );
        expect(out === '').toBe(isRefused);
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('gives an API server what Go finds all certificates in', async () => {
    const any = fc.array(fc.constantFrom(ca, secondCa, TEXT, MARK, '\n', '\r\n', '  ', '# x\n'), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(any, async (parts) => {
        const { bundle } = await install(parts.join(''));
        const found =
          bundle.match(/^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n/gm) ?? [];
        expect(found.join('')).toBe(bundle);
        expect(new Set(found)).toEqual(
          new Set(parts.filter((one) => bundle !== '' && (one === ca || one === secondCa))),
        );
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});

function pem(label: string, bytes: Uint8Array, width = 64): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n');
  return `-----BEGIN ${label}-----\n${lines.trimEnd()}\n-----END ${label}-----\n`;
}

function trailing(text: string): string {
  return pem('CERTIFICATE', Buffer.concat([new X509Certificate(text).raw, Buffer.from('more')]));
}
