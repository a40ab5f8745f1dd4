import { X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { newFolder, NOW, type Folder, type Ran } from './folder.ts';

const SERVICE = ['--service', 'shop/web'];

function issue(folder: Folder, ...args: readonly string[]): Promise<Ran> {
  return folder.run(['issue', '--dir', folder.path, ...args]);
}

async function certificate(folder: Folder, name: string): Promise<X509Certificate> {
  return new X509Certificate(await readFile(folder.at(name)));
}

describe('certs issue', () => {
  it('makes an authority and a certificate for the Service, keys for their owner only', async () => {
    const folder = await newFolder();
    expect(await issue(folder, ...SERVICE)).toEqual({
      code: 0,
      errors: '',
      out:
        'issued: tls.crt and tls.key for web.shop.svc, web.shop.svc.cluster.local, web.shop, good until 2027-11-28\n' +
        'issuer: new ca.crt, good until 2036-11-27\n',
    });
    for (const name of ['tls.key', 'ca.key']) expect((await stat(folder.at(name))).mode & 0o777).toBe(0o600);
    const leaf = await certificate(folder, 'tls.crt');
    expect(leaf.subjectAltName).toBe('DNS:web.shop.svc, DNS:web.shop.svc.cluster.local, DNS:web.shop');
    expect(leaf.verify((await certificate(folder, 'ca.crt')).publicKey)).toBe(true);
    expect((await folder.run(['verify', ...files(folder), '--tls-key', folder.at('tls.key'), ...SERVICE])).code).toBe(
      0,
    );
  });

  it('issues again from the same authority, with a new key', async () => {
    const folder = await newFolder();
    await issue(folder, ...SERVICE);
    const [ca, old] = [await readFile(folder.at('ca.crt'), 'utf8'), await readFile(folder.at('tls.key'), 'utf8')];
    const { out } = await issue(folder, ...SERVICE, '--days', '30', '--algorithm', 'rsa-2048');
    expect(out).toMatch(/good until 2026-12-28\nissuer: ca\.crt, good until 2036-11-27\n$/);
    expect(await readFile(folder.at('ca.crt'), 'utf8')).toBe(ca);
    expect(await readFile(folder.at('tls.key'), 'utf8')).not.toBe(old);
    expect((await certificate(folder, 'tls.crt')).publicKey.asymmetricKeyType).toBe('rsa');
  });

  it('prints a document, and nothing of a key in it', async () => {
    const folder = await newFolder();
    const { out } = await issue(folder, '--name', 'Web.Example.com', '--name', 'fd00::1', '-o', 'json');
    expect(JSON.parse(out)).toMatchObject({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'IssuedCertificate',
      newAuthority: true,
      certificate: { dnsNames: ['web.example.com'], ipAddresses: ['fd00:0:0:0:0:0:0:1'], authority: false },
      issuer: { authority: true, pathLength: 0 },
    });
    const yaml = await issue(folder, ...SERVICE, '-o', 'yaml');
    expect(load(yaml.out)).toMatchObject({ kind: 'IssuedCertificate', newAuthority: false });
    const keys = await Promise.all(['tls.key', 'ca.key'].map((name) => readFile(folder.at(name), 'utf8')));
    for (const line of keys.flatMap((key) =>
      key.split('\n').filter((text) => text.length > 20 && !text.startsWith('-')),
    ))
      expect(out + yaml.out).not.toContain(line);
  });

  it('ends a certificate with its authority', async () => {
    const folder = await newFolder();
    await issue(folder, ...SERVICE);
    const late = new Date(NOW.getTime() + 3600 * 86_400_000);
    const { out } = await folder.run(['issue', '--dir', folder.path, ...SERVICE], { now: late });
    expect(out).toMatch(/good until 2036-11-27\nissuer: ca\.crt, good until 2036-11-27\n$/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no name', [], /^give --service or --name/],
    ['half a Service', ['--service', 'web'], /^--service: expected NAMESPACE\/NAME, not "web"$/],
    ['no days', [...SERVICE, '--days', '0'], /^--days: expected a number from 1 to 3652, not "0"$/],
    ['a life beyond the authority', [...SERVICE, '--days', '9999'], /^--days/],
    ['a name that is none', ['--name', 'a b'], /^--name: expected a DNS name or an IP address, not "a b"$/],
    ['a URL as name', ['--name', 'https://x.svc'], /^--name/],
  ])('refuses %s in one line and writes nothing', async (_, args, message) => {
    const folder = await newFolder();
    const { code, out, errors } = await issue(folder, ...args);
    expect([code, out]).toEqual([2, '']);
    expect(errors.trimEnd()).toMatch(message);
    await expect(stat(folder.at('ca.key'))).rejects.toThrow('ENOENT');
  });

  it.each<[string, (folder: Folder) => Promise<void>, RegExp]>([
    [
      'a damaged authority',
      (folder) => writeFile(folder.at('ca.crt'), 'hello'),
      /^ca\.crt: it cannot be read as PEM; move/,
    ],
    [
      'another key',
      async (folder) => writeFile(folder.at('ca.key'), await readFile(folder.at('tls.key'))),
      /^ca\.key: it is not the key of ca\.crt/,
    ],
    [
      'a certificate that another authority issued',
      async (folder) => {
        const other = await newFolder();
        await issue(other, ...SERVICE);
        for (const name of ['tls.crt', 'tls.key']) await writeFile(folder.at(name), await readFile(other.at(name)));
      },
      /^tls\.crt was not issued by ca\.crt; move it away/,
    ],
    [
      'a certificate as authority',
      async (folder) => {
        for (const part of ['crt', 'key'])
          await writeFile(folder.at(`ca.${part}`), await readFile(folder.at(`tls.${part}`)));
      },
      /^ca\.crt is not an authority that may issue/,
    ],
  ])('never overwrites beside %s', async (_, spoil, message) => {
    const folder = await newFolder();
    await issue(folder, ...SERVICE);
    await spoil(folder);
    const before = await readFile(folder.at('tls.key'), 'utf8');
    const { code, errors } = await issue(folder, ...SERVICE);
    expect([code, errors.trimEnd().split('\n').length]).toEqual([2, 1]);
    expect(errors).toMatch(message);
    expect(await readFile(folder.at('tls.key'), 'utf8')).toBe(before);
  });

  it('does not issue from an authority that has ended', async () => {
    const folder = await newFolder();
    await issue(folder, ...SERVICE);
    const late = new Date(NOW.getTime() + 4000 * 86_400_000);
    const { code, errors } = await folder.run(['issue', '--dir', folder.path, ...SERVICE], { now: late });
    expect(code).toBe(2);
    expect(errors).toMatch(/^ca\.crt ended at 2036-11-27T11:00:00\.000Z; make a new authority in another folder/);
  });
});

function files(folder: Folder): readonly string[] {
  return ['--tls-cert', folder.at('tls.crt'), '--ca-file', folder.at('ca.crt')];
}
