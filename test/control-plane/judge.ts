// Asks a real API server for its verdict on a write, without writing anything: dry runs with strict decoding.
import { Agent } from 'undici';
import { z } from 'zod';
import type { ControlPlane } from '../e2e/harness/control-plane.ts';
import type { Case, Verdict } from './verdicts.ts';

const status = z.looseObject({
  message: z.string(),
  details: z
    .looseObject({ causes: z.array(z.looseObject({ reason: z.string(), field: z.string().optional() })).optional() })
    .optional(),
});
const named = z.looseObject({ metadata: z.looseObject({ name: z.string(), namespace: z.string() }) });
const ofKind = z.looseObject({ kind: z.string() });

/** The server says it in answer to every request. */
const ENDPOINTS_DEPRECATED = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

export function isEndpoints(value: unknown): boolean {
  return ofKind.safeParse(value).data?.kind === 'Endpoints';
}

const ACCEPTED = new Set([200, 201]);
const INVALID = 422;

export class Judge {
  readonly #plane: ControlPlane;
  readonly #agent: Agent;

  constructor(plane: ControlPlane) {
    this.#plane = plane;
    this.#agent = new Agent({ allowH2: false, connect: { ca: plane.api().ca } });
  }

  /** Such as `1.36.3`. */
  async version(): Promise<string> {
    const { text } = await this.#ask('GET', '/version');
    return z.looseObject({ gitVersion: z.string() }).parse(JSON.parse(text)).gitVersion.replace(/^v/, '');
  }

  /**
   * Undefined if the server does not get as far as validation: it cannot decode the object, or refuses the request for another reason.
   * Updates of one name must not be judged side by side.
   */
  async judge({ value, stored }: Case): Promise<Verdict | undefined> {
    const answer = stored === undefined ? await this.#create(value) : await this.#update(value, stored);
    if (!ACCEPTED.has(answer.code) && answer.code !== INVALID) return undefined;
    const warnings = isEndpoints(value) ? withoutDeprecation(answer.warnings) : answer.warnings;
    const causes = answer.code === INVALID ? (status.parse(JSON.parse(answer.text)).details?.causes ?? []) : [];
    return {
      ...(answer.code === INVALID
        ? { refused: causes.map(({ reason, field = '' }) => `${reason} ${field}`).toSorted() }
        : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  #create(value: unknown): Promise<Answer> {
    return this.#ask('POST', `${collection(value, 'default')}${DRY_RUN}`, value);
  }

  async #update(value: unknown, stored: unknown): Promise<Answer> {
    const { name, namespace } = named.parse(stored).metadata;
    // Straight into the store, where objects lie that an older server let in and this one would not.
    const folder = isEndpoints(value) ? 'services/endpoints' : 'endpointslices';
    const key = base64(`/registry/${folder}/${namespace}/${name}`);
    await this.#store('put', { key, value: base64(JSON.stringify(stored)) });
    try {
      return await this.#ask('PUT', `${collection(value, namespace)}/${name}${DRY_RUN}`, value);
    } finally {
      await this.#store('deleterange', { key });
    }
  }

  /** One call of etcd's JSON gateway. */
  async #store(call: 'put' | 'deleterange', parameters: object): Promise<void> {
    const { statusCode, body } = await this.#agent.request({
      origin: this.#plane.etcd,
      path: `/v3/kv/${call}`,
      method: 'POST',
      body: JSON.stringify(parameters),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`etcd answers ${statusCode} to ${call}: ${text}`);
  }

  async #ask(method: 'GET' | 'POST' | 'PUT', at: string, body?: unknown): Promise<Answer> {
    const { port, token } = this.#plane.api();
    const answer = await this.#agent.request({
      origin: `https://127.0.0.1:${port}`,
      path: at,
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { code: answer.statusCode, text: await answer.body.text(), warnings: warningsOf(answer.headers['warning']) };
  }
}

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly warnings: string[];
}

const DRY_RUN = '?dryRun=All&fieldValidation=Strict';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function collection(value: unknown, namespace: string): string {
  return isEndpoints(value)
    ? `/api/v1/namespaces/${namespace}/endpoints`
    : `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
}

/** All other warnings. Throws if this one is not there: then the server is not what we think. */
function withoutDeprecation(warnings: readonly string[]): string[] {
  const others = warnings.filter((warning) => warning !== ENDPOINTS_DEPRECATED);
  if (others.length !== warnings.length - 1) throw new Error(`no warning of deprecation among: ${warnings.join(', ')}`);
  return others;
}

// Warning: 299 - "text", where " and \ in the text have a \ before them (RFC 7234, 5.5).
function warningsOf(header: string | readonly string[] | undefined): string[] {
  const lines = [header ?? []].flat();
  return lines.flatMap((line) =>
    [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1')),
  );
}
