import { createPrivateKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { newFolder, NOW, type Folder } from './folder.ts';

async function issued(): Promise<Folder> {
  const folder = await newFolder();
  await folder.run(['issue', '--dir', folder.path, '--service', 'shop/web']);
  return folder;
}

const [DAY_MS, YEAR] = [86_400_000, 365];

describe('certs inspect', () => {
  it('prints certificates, and keys by what they belong to', async () => {
    const folder = await issued();
    const { code, out } = await folder.run([
      'inspect',
      folder.at('tls.crt'),
      folder.at('tls.key'),
      folder.at('ca.crt'),
    ]);
    expect(code).toBe(0);
    expect(out.replaceAll(/\b[0-9a-f]{32,64}\b/g, 'HEX')).toBe(`tls.crt:1: certificate
  subject    CN=web.shop.svc
  issuer     CN=sliceward CA 2026-11-28
  names      web.shop.svc, web.shop.svc.cluster.local, web.shop
  valid      2026-11-28T11:00:00.000Z to 2027-11-28T11:00:00.000Z (364 days left)
  usage      digitalSignature, serverAuth
  key        ECDSA P-256
  signature  ecdsa-with-SHA256
  serial     HEX
  SHA-256    HEX

tls.key:1: private key, not printed
  key        ECDSA P-256
  belongs to tls.crt:1

ca.crt:1: CA certificate
  subject    CN=sliceward CA 2026-11-28
  issuer     itself
  valid      2026-11-28T11:00:00.000Z to 2036-11-27T11:00:00.000Z (3651 days left)
  may sign   leaves
  usage      keyCertSign, cRLSign
  key        ECDSA P-256
  signature  ecdsa-with-SHA256
  serial     HEX
  SHA-256    HEX
`);
  });

  it('prints the same as documents', async () => {
    const folder = await issued();
    const { out: json } = await folder.run(['inspect', folder.at('ca.key'), folder.at('ca.crt'), '-o', 'json']);
    const { out: yaml } = await folder.run(['inspect', folder.at('ca.key'), folder.at('ca.crt'), '-o', 'yaml']);
    expect(load(yaml)).toEqual(JSON.parse(json));
    expect(JSON.parse(json)).toMatchObject({
      kind: 'CertificateFiles',
      files: [
        {
          file: 'ca.key',
          entries: [{ kind: 'privateKey', key: 'ECDSA P-256', certificates: [{ file: 'ca.crt', line: 1 }] }],
        },
        { file: 'ca.crt', entries: [{ kind: 'certificate', authority: true, validity: 'valid' }] },
      ],
    });
  });

  it.each([
    [-1, 'begins in 0 days'],
    [-3, 'begins in 2 days'],
    [YEAR - 2, '1 day left'],
    [YEAR + 3, 'ended 3 days ago'],
  ])('says %i days later: %s', async (days, text) => {
    const folder = await issued();
    const now = new Date(NOW.getTime() + days * DAY_MS);
    expect((await folder.run(['inspect', folder.at('tls.crt')], { now })).out).toContain(`(${text})`);
  });

  it('reads a bundle from standard input, with everything that may be in one', async () => {
    const folder = await issued();
    const [ca, leaf, key] = await Promise.all(
      ['ca.crt', 'tls.crt', 'tls.key'].map((name) => readFile(folder.at(name), 'utf8')),
    );
    const encrypted = createPrivateKey(key ?? '').export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    });
    const damaged = (leaf ?? '').replace(/\n[^\n]+\n/, '\n');
    const parts = [
      '\ufeff',
      'Certificate:\n',
      ca,
      leaf?.replaceAll('\n', '\r\n'),
      key,
      encrypted,
      damaged,
      '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n',
    ];
    const { code, out } = await folder.run(['inspect', '-'], { stdin: parts.join('') });
    expect(code).toBe(2);
    expect([...out.matchAll(/^-:\d+: (.+)$/gm)].map(([, what]) => what)).toEqual([
      'CA certificate',
      'certificate',
      'private key, not printed',
      '"ENCRYPTED PRIVATE KEY" cannot be read: it is encrypted, or damaged',
      '"CERTIFICATE" cannot be read: it is damaged, or not one certificate',
      '"X509 CRL", which is neither a certificate nor a private key',
    ]);
  });

  it.each<[string, string | Buffer, string]>([
    ['text', 'hello\n', 'file: it holds no PEM block; give a file with "-----BEGIN CERTIFICATE-----"\n'],
    ['nothing', '', 'file: it is empty\n'],
    ['half a block', '-----BEGIN CERTIFICATE-----\nAAAA\n', 'file: it ends in the middle of a certificate (line 1)\n'],
    ['UTF-16', Buffer.from('\ufeff-----BEGIN', 'utf16le'), 'file: it is UTF-16: save it as ASCII or UTF-8\n'],
  ])('says what is wrong with %s', async (_, content, text) => {
    const folder = await newFolder();
    await writeFile(folder.at('file'), content);
    expect(await folder.run(['inspect', folder.at('file')])).toEqual({ code: 2, out: text, errors: '' });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a file that is not there', ['missing'], /^there is no file missing$/],
    ['a folder', ['.'], /^sliceward: cannot read \.: EISDIR/],
    ['/dev/zero', ['/dev/zero'], /^\/dev\/zero is larger than 4194304 bytes/],
    ['standard input twice', ['-', '-'], /^standard input is given twice; give - once$/],
  ])('refuses %s in one line', async (_, args, message) => {
    const { code, out, errors } = await (await newFolder()).run(['inspect', ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(errors.trimEnd()).toMatch(message);
  });

  it('prints no line of a private key, wherever it is', async () => {
    const folder = await issued();
    const [ca, key] = await Promise.all(['ca.crt', 'tls.key'].map((name) => readFile(folder.at(name), 'utf8')));
    const sec1 = createPrivateKey(key ?? '')
      .export({ type: 'sec1', format: 'pem' })
      .toString();
    const parts = [
      ca ?? '',
      key ?? '',
      sec1,
      sec1.slice(0, 90),
      `# ${key ?? ''}`,
      (key ?? '').replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    ];
    const secret = [key ?? '', sec1].flatMap((text) =>
      text.split('\n').filter((line) => line.length > 20 && !line.startsWith('-')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), async (chosen) => {
        const { out, errors } = await folder.run(['inspect', '-'], { stdin: chosen.join('\n') });
        for (const line of secret) expect(out + errors).not.toContain(line);
      }),
      { numRuns: 40 },
    );
  });
});
