import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../src/certs/issue.ts';
import { serviceNames } from '../../src/certs/names.ts';
import { verifyAsApiServer, type Presented } from '../../src/certs/verify.ts';
import { generateKeys, issue, type Identity } from '../../src/certs/x509.ts';
import { certificateAt, VERDICTS } from './verdicts.ts';

const DAY_MS = 86_400_000;
const now = new Date();
const at = (days: number) =>
  ({ now: new Date(now.getTime() + days * DAY_MS), randomBytes, algorithm: 'ecdsa-p256' }) as const;

const names = serviceNames({ namespace: 'shop', name: 'web' });
const authority = createAuthority('one CA', at(0));
const leaf = createLeaf(names, authority, at(0));

function judged(changes: Partial<Presented>): readonly string[] {
  return verifyAsApiServer({
    chain: [leaf.certificate],
    bundle: [authority.certificate],
    host: 'web.shop.svc',
    now,
    ...changes,
  }).faults;
}

/** A certificate that our own issuing would not make. */
function odd(names_: readonly string[], issuer: Identity | undefined, isCa = false): Identity {
  const keys = generateKeys('ecdsa-p256');
  const certificate = issue({
    commonName: 'web.shop.svc',
    keys,
    ...(issuer === undefined ? {} : { issuer }),
    role: isCa ? { ca: true } : { ca: false, names: names_ },
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + DAY_MS),
    serial: randomBytes(16),
  });
  return { certificate, keys };
}

describe('what Go says', () => {
  /** The part of a fault that goes with an error of Go, where Go has one reason. */
  const REASONS: readonly (readonly [go: RegExp, ours: RegExp])[] = [
    [/^x509: certificate has expired or is not yet valid: current time .* is after/, / ended at /],
    [/^x509: certificate has expired or is not yet valid: current time .* is before/, / is not valid before /],
    [/^x509: certificate is valid for .*, not /, /the certificate is for .*, not for /],
    [/^x509: unhandled critical extension$/, /critical extension that no API server knows/],
    [/not valid for any names|legacy Common Name|doesn't contain any IP SANs/, /no DNS name or IP|is for .*, not for/],
    [/^x509: certificate specifies an incompatible key usage$/, /not for TLS servers|may not issue for TLS servers/],
    [/not authorized to sign for this name/, /may not issue for/],
    [/^x509: too many intermediates for path length constraint$/, /allows \d+ authorities below it/],
    [/^x509: certificate signed by unknown authority$/, /which the bundle does not hold/],
    [/unknown authority \(possibly because of "x509: invalid signature: parent/, /./],
    [/insecure algorithm/, /SHA-1/],
  ];

  it('is said here: accepted or refused, with the reason among those given', () => {
    expect(VERDICTS.length).toBeGreaterThan(1500);
    expect(VERDICTS.filter(({ error }) => error === undefined).length).toBeGreaterThan(400);
    const different = VERDICTS.filter(({ leaf: place, between, bundle, host, at: seconds, error }) => {
      const faults = judged({
        chain: [certificateAt(place), ...between.map(certificateAt)],
        bundle: bundle.map(certificateAt),
        host,
        now: new Date(seconds * 1000),
      });
      if (error === undefined) return faults.length > 0;
      const reason = REASONS.find(([go]) => go.test(error))?.[1] ?? /./;
      return !faults.some((fault) => reason.test(fault));
    });
    expect(different).toEqual([]);
  });
});

describe('a handshake of TLS', () => {
  /** Whether a client that trusts the bundle alone connects. */
  async function connects(served: Identity, bundle: readonly Identity[], host: string): Promise<boolean> {
    const server = createServer({ cert: certificatePem(served), key: privateKeyPem(served) });
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const socket = connect({ port: address.port, host: '127.0.0.1', servername: host, ca: bundle.map(certificatePem) });
    return new Promise((resolve) => {
      const end = (isGood: boolean): void => {
        socket.destroy();
        resolve(isGood);
      };
      socket.once('secureConnect', () => end(true)).once('error', () => end(false));
    });
  }

  const other = createAuthority('one CA', at(-100));
  const cases: readonly (readonly [string, Identity, readonly Identity[], string, boolean])[] = [
    ['the authority', leaf, [authority], 'web.shop.svc', true],
    ['old and new authority', leaf, [other, authority], 'web.shop.svc.cluster.local', true],
    ['an older authority of the same name', leaf, [other], 'web.shop.svc', false],
    ['another name', leaf, [authority], 'api.shop.svc', false],
    ['a certificate that has ended', createLeaf(names, authority, at(-400)), [authority], 'web.shop.svc', false],
    [
      'an authority that has ended',
      createLeaf(names, authority, at(0)),
      [createAuthority('x', at(-4000))],
      'web.shop.svc',
      false,
    ],
    ['a name in CN only', odd(['other.shop.svc'], authority), [authority], 'web.shop.svc', false],
  ];

  it.each(cases)('ends as is said here: %s', async (_, served, bundle, host, expected) => {
    expect(await connects(served, bundle, host)).toBe(expected);
    const certificates = bundle.map(({ certificate }) => certificate);
    expect(judged({ chain: [served.certificate], bundle: certificates, host }).length === 0).toBe(expected);
  });
});

describe('reasons', () => {
  const rsa = createAuthority('rsa CA', { ...at(0), algorithm: 'rsa-2048' });
  it.each<[string, Partial<Presented>, RegExp]>([
    ['another key', { privateKey: authority.keys.privateKey }, /^the key does not belong to the certificate; use/],
    ['no authority', { bundle: [] }, /^the certificate was issued by CN=one CA, .* \(it holds no certificate\)$/],
    ['another authority', { bundle: [rsa.certificate] }, /\(it holds "CN=rsa CA"\)$/],
    [
      'many authorities',
      { bundle: Array.from({ length: 9 }, () => rsa.certificate) },
      /\(it holds "CN=rsa CA", "CN=rsa CA", "CN=rsa CA" and 6 more\)$/,
    ],
    [
      'a new authority of the same name',
      { bundle: [createAuthority('one CA', at(0)).certificate] },
      /^CN=one CA has the name of the issuer and another key; put the authority into the bundle that signed$/,
    ],
    ['time before', { now: at(-30).now }, /^the certificate is not valid before \S+Z; check the clock/],
    ['time after', { now: at(400).now }, /^the certificate ended at \S+Z; issue a new one$/],
    [
      'another host',
      { host: 'web.shop.example' },
      /^the certificate is for web\.shop\.svc, .*, not for web\.shop\.example; issue/,
    ],
    ['an authority instead of a certificate', { chain: [authority.certificate] }, /has no DNS name or IP address/],
  ])('name %s', (_, changes, message) => {
    expect(judged(changes).some((fault) => message.test(fault))).toBe(true);
  });

  it('are all given at once, each in one line', () => {
    const faults = judged({ host: 'x', bundle: [], now: at(400).now, privateKey: authority.keys.privateKey });
    expect(faults).toHaveLength(4);
    for (const fault of faults) expect(fault).toMatch(/^[^\n]+$/);
  });

  it('print nothing that a terminal would act on', () => {
    const hostile = odd(['\u001b[31mred.shop.svc'], createAuthority('\u001b[2J\u202e CA\nline', at(0)));
    // oxlint-disable-next-line no-control-regex -- what must not be there
    for (const fault of judged({ chain: [hostile.certificate] })) expect(fault).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('are none for what is issued here, with either kind of key', () => {
    const served = createLeaf(names, rsa, { ...at(0), algorithm: 'rsa-2048' });
    const verdict = verifyAsApiServer({
      chain: [served.certificate],
      privateKey: served.keys.privateKey,
      bundle: [authority.certificate, rsa.certificate],
      host: 'web.shop.svc',
      now,
    });
    expect(verdict.faults).toEqual([]);
    expect(verdict.chain).toEqual([served.certificate, rsa.certificate]);
  });
});
