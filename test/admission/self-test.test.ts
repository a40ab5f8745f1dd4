import { once } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bindable, listen } from '../../src/admission/http/listen.ts';
import { verifyMaterial, type Certificate } from '../../src/admission/http/tls.ts';
import { connectToOurselves, proveEngine } from '../../src/admission/self-test.ts';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../src/certs/issue.ts';
import type { Identity } from '../../src/certs/x509.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { PolicySet } from '../../src/policy/policy-set.ts';
import { RULES } from '../../src/rules/index.ts';
import { authority, means, newLeaf } from './support.ts';

/** What a server loads; the chain may hold the authority. */
function loaded(leaf: Identity, ...issuers: readonly Identity[]): Certificate {
  const cert = Buffer.from([leaf, ...issuers].map(certificatePem).join(''));
  return verifyMaterial({ cert, key: Buffer.from(privateKeyPem(leaf)), clientCa: undefined }, new Date());
}

async function listening(server: Server, address = '127.0.0.1'): Promise<number> {
  onTestFinished(() => void server.close());
  return (await listen(bindable(server), address, 0)).port;
}

/** A TLS server that shows this certificate. */
function showing({ cert, key }: Certificate): Server {
  return createServer({ cert, key }, (socket) => socket.on('error', () => {}));
}

describe('connectToOurselves', () => {
  const leaf = newLeaf();

  it.each<[string, Certificate]>([
    ['without its authority', loaded(leaf)],
    ['with its authority', loaded(leaf, authority)],
  ])('is satisfied with the certificate that was loaded, %s', async (_, certificate) => {
    const port = await listening(showing(certificate));
    await expect(connectToOurselves('127.0.0.1', port, certificate)).resolves.toBeUndefined();
  });

  it.each(['0.0.0.0', '::'])('reaches a server that listens at %s over IPv4', async (address) => {
    const certificate = loaded(leaf);
    const port = await listening(showing(certificate));
    await expect(connectToOurselves(address, port, certificate)).resolves.toBeUndefined();
  });

  it('does not mind which names are in the certificate', async () => {
    const certificate = loaded(createLeaf(['web.shop.svc'], authority, means()), authority);
    const port = await listening(showing(certificate));
    await expect(connectToOurselves('127.0.0.1', port, certificate)).resolves.toBeUndefined();
  });

  it.each<[string, Certificate]>([
    ['without an authority', loaded(leaf)],
    ['with one', loaded(leaf, authority)],
  ])('refuses another certificate, %s', async (_, certificate) => {
    const port = await listening(showing(loaded(newLeaf())));
    await expect(connectToOurselves('127.0.0.1', port, certificate)).rejects.toThrow(
      'our own port answers with another certificate',
    );
  });

  it('refuses a chain whose authority did not issue the certificate', async () => {
    const certificate = loaded(leaf, createAuthority('another CA', means()));
    const port = await listening(showing(certificate));
    await expect(connectToOurselves('127.0.0.1', port, certificate)).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/),
    });
  });

  it('fails where no one listens, or without TLS', async () => {
    const closed = createPlainServer();
    const port = await listening(closed);
    closed.close();
    await once(closed, 'close');
    await expect(connectToOurselves('127.0.0.1', port, loaded(leaf))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const plain = createPlainServer((socket) => socket.on('error', () => {}).end('hello\r\n'));
    await expect(connectToOurselves('127.0.0.1', await listening(plain), loaded(leaf))).rejects.toBeInstanceOf(Error);
  });
});

describe('proveEngine', () => {
  const load = (spec: string): PolicySet => {
    const text = `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: p}\nspec: ${spec}`;
    return loadPolicies([{ file: 'policy.yaml', text }], { rules: RULES, sha256 });
  };
  const recommended = loadPolicies([], { rules: RULES, sha256 });
  const narrow = load('{preset: recommended, match: {namespaces: {names: [nowhere]}}}');
  const unasked = (): never => {
    throw new Error('the preset is not needed');
  };

  it('asks the policy in use, whether it denies, warns or records', () => {
    for (const enforcement of ['deny', 'warn', 'audit'] as const) {
      const set = loadPolicies([], { rules: RULES, sha256, enforcement });
      expect(() => proveEngine(set, unasked, sha256)).not.toThrow();
    }
  });

  it('asks the preset where a policy is too narrow', () => {
    expect(() => proveEngine(narrow, () => recommended, sha256)).not.toThrow();
  });

  it('fails where neither finds anything', () => {
    expect(() => proveEngine(narrow, () => narrow, sha256)).toThrow('a slice that must not pass was found to be good');
  });
});
