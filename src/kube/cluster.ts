// An API server to ask: its address, and credentials that are fresh for every request.
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { plain } from '../model/plain.ts';
import { ExternalError } from '../model/problem.ts';
import { loadKubeConfig, type ClusterChoice } from './kubeconfig.ts';

export interface Cluster {
  /** The context's name. */
  readonly name: string;
  readonly server: URL;
  /** An HTTP proxy on the way. */
  readonly proxy: string | undefined;
  /** Tokens that the client knows to be old are renewed. Throws ExternalError. */
  readonly credentials: () => Promise<Credentials>;
  /**
   * Forgets every credential held: the next come from files and login programs anew. Throws UserError when the
   * kubeconfig has become wrong.
   */
  readonly refresh: () => void;
}

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: Tls;
}

export interface Tls {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Throws UserError when no cluster is chosen, or one that is not there. Makes no connection. */
export function openCluster(choice: ClusterChoice): Cluster {
  let config = loadKubeConfig(choice);
  const chosen = config.getCurrentCluster();
  if (chosen === null) throw new Error('the context was checked');
  return {
    name: config.getCurrentContext(),
    server: new URL(chosen.server),
    proxy: chosen.proxyUrl,
    credentials: () => readCredentials(config),
    refresh() {
      config = loadKubeConfig(choice);
    },
  };
}

async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    // A login program's whole output may be in the message.
    const reason = plain(error instanceof Error ? error.message.trim() : String(error), 500);
    throw new ExternalError(`no credentials for context "${config.getCurrentContext()}": ${reason}`);
  }
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  return {
    headers: readHeaders(options),
    tls: {
      ...(isPem(ca) ? { ca } : {}),
      ...(isPem(cert) ? { cert } : {}),
      ...(isPem(key) ? { key } : {}),
      ...(servername === undefined ? {} : { servername }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
  };
}

/** Token files end with a line break, which no header may hold. */
function readHeaders({ headers = {}, auth }: RequestOptions): Credentials['headers'] {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toLowerCase(), value.trim()]] : [],
  );
  const basic = typeof auth === 'string' ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  return { ...basic, ...Object.fromEntries(given) };
}

function isPem(value: unknown): value is string | Buffer {
  return typeof value === 'string' || Buffer.isBuffer(value);
}
