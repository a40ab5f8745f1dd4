// Two proofs at the start: our own TLS answers with the certificate we loaded, and a known-bad slice does not get
// through.
import { connect, type PeerCertificate } from 'node:tls';
import { isIP } from 'node:net';
import type { Hash } from '../policy/evaluate/digest.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { judge } from './review/judge.ts';
import { knownBadReview } from './review/known-bad.ts';
import type { Certificate } from './http/tls.ts';

/** Milliseconds. */
const DIAL_TIMEOUT = 5000;

/**
 * Rejects unless the listener at `port` shows the loaded leaf, verified by the chain's own authority if the chain holds
 * one.
 */
export function connectToOurselves(address: string, port: number, { chain }: Certificate): Promise<void> {
  const [leaf] = chain;
  const authority = chain.find((certificate) => certificate.ca && certificate.checkIssued(certificate));
  // `::` takes IPv4 too, and where IPv6 is switched off it can be bound though ::1 cannot be reached.
  const host = address === '::' || address === '0.0.0.0' ? '127.0.0.1' : address;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      timeout: DIAL_TIMEOUT,
      // The fingerprint is compared instead of the name, and without an authority at hand instead of the chain.
      checkServerIdentity: (_host, peer) => compare(peer, leaf.fingerprint256),
      rejectUnauthorized: authority !== undefined,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(authority === undefined ? {} : { ca: authority.toString() }),
    });
    socket.once('secureConnect', () => {
      const problem = compare(socket.getPeerCertificate(), leaf.fingerprint256);
      socket.end();
      if (problem === undefined) resolve();
      else reject(problem);
    });
    socket.once('timeout', () =>
      socket.destroy(new Error(`no TLS handshake with ourselves within ${DIAL_TIMEOUT} ms`)),
    );
    socket.once('error', reject);
  });
}

function compare(peer: PeerCertificate, fingerprint: string): Error | undefined {
  return peer.fingerprint256 === fingerprint ? undefined : new Error('our own port answers with another certificate');
}

/**
 * Throws unless `set` finds something in a slice that breaks most rules. A policy may be narrower than that slice (its
 * namespaces, its rules): then `recommended` must find something, which proves that engine and rules work.
 */
export function proveEngine(set: PolicySet, recommended: () => PolicySet, hash: Hash): void {
  if (!finds(set, hash) && !finds(recommended(), hash))
    throw new Error('a slice that must not pass was found to be good');
}

/** Denied or, where the policy's enforcement is less, at least noticed. */
function finds(set: PolicySet, hash: Hash): boolean {
  const { allowed, decision } = judge(Buffer.from(JSON.stringify(knownBadReview('sliceward:self-test'))), set, hash);
  return decision !== undefined && (!allowed || decision.findings.length > 0);
}
