import { readFile, writeFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { newFolder, type Folder, type Ran } from './folder.ts';

async function issued(): Promise<Folder> {
  const folder = await newFolder();
  await folder.run([
    'issue',
    '--dir',
    folder.path,
    '--service',
    'shop/web',
    '--name',
    '192.0.2.1',
    '--name',
    'fd00::1',
  ]);
  return folder;
}

function verify(folder: Folder, ...args: readonly string[]): Promise<Ran> {
  return folder.run(['verify', '--tls-cert', folder.at('tls.crt'), '--ca-file', folder.at('ca.crt'), ...args]);
}

const SERVICE = ['--service', 'shop/web'];

describe('certs verify', () => {
  it.each<[string, readonly string[], string]>([
    ['a Service', SERVICE, 'web.shop.svc'],
    ['a URL', ['--url', 'https://web.shop.svc:9443/validate'], 'web.shop.svc'],
    ['an IPv4 address', ['--url', 'https://192.0.2.1'], '192.0.2.1'],
    ['an IPv6 address', ['--url', 'https://[fd00::1]:9443'], '[fd00::1]'],
  ])('accepts for %s', async (_, args, host) => {
    const folder = await issued();
    expect(await verify(folder, ...args)).toEqual({
      code: 0,
      errors: '',
      out: `accepted: tls.crt for ${host}, issued by CN=sliceward CA 2026-11-28, until 2027-11-28T11:00:00.000Z (364 days left)\n`,
    });
  });

  it('refuses with every reason, and exit code 1', async () => {
    const folder = await issued();
    const { code, out } = await verify(
      folder,
      '--service',
      'shop/api',
      '--at',
      '2040-01-01',
      '--tls-key',
      folder.at('ca.key'),
    );
    expect(code).toBe(1);
    expect(out).toBe(`refused: tls.crt for api.shop.svc
  the certificate ended at 2027-11-28T11:00:00.000Z; issue a new one
  the certificate is for web.shop.svc, web.shop.svc.cluster.local, web.shop, 192.0.2.1, fd00:0:0:0:0:0:0:1, not for api.shop.svc; issue one for that name
  CN=sliceward CA 2026-11-28 ended at 2036-11-27T11:00:00.000Z; publish a new authority and issue from it
  the key does not belong to the certificate; use the one that was made with it
`);
  });

  it('prints documents', async () => {
    const folder = await issued();
    const { out: json } = await verify(folder, ...SERVICE, '-o', 'json');
    const { out: yaml } = await verify(folder, ...SERVICE, '-o', 'yaml');
    expect(load(yaml)).toEqual(JSON.parse(json));
    expect(JSON.parse(json)).toMatchObject({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'CertificateVerdict',
      host: 'web.shop.svc',
      at: '2026-11-28T12:00:00.000Z',
      accepted: true,
      faults: [],
      chain: [{ subject: 'CN=web.shop.svc' }, { subject: 'CN=sliceward CA 2026-11-28' }],
    });
  });

  it.each<[string, (folder: Folder) => Promise<void>, RegExp]>([
    [
      'a private key where a CA belongs',
      async (folder) => writeFile(folder.at('ca.crt'), (await both(folder)).join('')),
      /ca\.crt holds a private key in line \d+, and every user can read a caBundle; remove it/,
    ],
    [
      'a wrong block where a CA belongs',
      async (folder) => writeFile(folder.at('ca.crt'), '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n'),
      /ca\.crt holds a block "X509 CRL" in line 1; keep certificates only/,
    ],
    [
      'a bundle that ends in the middle',
      async (folder) => writeFile(folder.at('ca.crt'), (await readFile(folder.at('ca.crt'), 'utf8')).slice(0, 200)),
      /ca\.crt ends in the middle of a certificate \(line 1\)/,
    ],
    [
      'a damaged certificate in the chain',
      async (folder) => {
        const leaf = await readFile(folder.at('tls.crt'), 'utf8');
        await writeFile(folder.at('tls.crt'), leaf + leaf.replace(/\n[^\n]+\n/, '\n'));
      },
      /the block of line \d+ in tls\.crt cannot be read \(it is damaged, or not one certificate\); replace it/,
    ],
  ])('refuses %s', async (_, spoil, message) => {
    const folder = await issued();
    await spoil(folder);
    const { code, out } = await verify(folder, ...SERVICE);
    expect([code, out]).toEqual([1, expect.stringMatching(message)]);
  });

  it('takes a byte-order mark, text and CRLF for what they are, as install --ca-file does', async () => {
    const folder = await issued();
    const ca = await readFile(folder.at('ca.crt'), 'utf8');
    await writeFile(folder.at('ca.crt'), `\ufeffCertificate:\n# ours\n${ca.replaceAll('\n', '\r\n')}`);
    expect((await verify(folder, ...SERVICE)).code).toBe(0);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no target', [], /^give either --service or --url/],
    ['two targets', [...SERVICE, '--url', 'https://x'], /^give either --service or --url/],
    ['half a Service', ['--service', 'web'], /^--service: expected NAMESPACE\/NAME/],
    ['http', ['--url', 'http://x'], /^--url: expected https:/],
    ['a time that is none', [...SERVICE, '--at', 'tomorrow'], /^--at: expected a time like .*, not "tomorrow"$/],
    ['a key that is not there', [...SERVICE, '--tls-key', 'missing'], /^there is no file missing$/],
    ['a key file without a key', [...SERVICE, '--tls-key', 'tls.crt'], /^tls\.crt holds no private key$/],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    const folder = await issued();
    const { code, out, errors } = await verify(
      folder,
      ...args.map((arg) => (arg === 'tls.crt' ? folder.at(arg) : arg)),
    );
    expect([code, out]).toEqual([2, '']);
    expect(errors.trimEnd()).toMatch(message);
  });

  it('needs a certificate to judge', async () => {
    const folder = await issued();
    const { code, errors } = await folder.run([
      'verify',
      '--tls-cert',
      folder.at('tls.key'),
      '--ca-file',
      folder.at('ca.crt'),
      ...SERVICE,
    ]);
    expect([code, errors]).toEqual([2, 'tls.key holds no certificate\n']);
  });
});

function both(folder: Folder): Promise<readonly string[]> {
  return Promise.all(['ca.crt', 'ca.key'].map((name) => readFile(folder.at(name), 'utf8')));
}
