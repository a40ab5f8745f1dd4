// Writes slices through the API server without kubectl: good ones must be stored, bad ones refused by the webhook.
import type { Agent } from 'node:https';
import type { ApiServer } from '../../e2e/harness/control-plane.ts';
import { slice } from '../../e2e/harness/objects.ts';
import { call, type Reply } from './call.ts';
import { CallFailed, WrongVerdict } from './tally.ts';

const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const BAD_PORT = { ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }] };
/** Slices that the drill updates again and again. */
const KEPT = 20;

export class Writer {
  readonly #api: ApiServer;
  readonly #agent: Agent;
  #written = 0;
  /** Bad slices that were stored: right only while the webhook cannot be reached and its failure policy says Ignore. */
  #stored = 0;

  constructor(api: ApiServer, agent: Agent) {
    this.#api = api;
    this.#agent = agent;
  }

  get badStored(): number {
    return this.#stored;
  }

  /** Makes the slices that are updated later. */
  async prepare(): Promise<void> {
    for (let index = 0; index < KEPT; index++) {
      const { status, text } = await this.send('POST', SLICES, JSON.stringify(slice(`kept-${index}`)));
      if (status !== 201) throw new Error(`${status}: ${text}`);
    }
  }

  /**
   * One write: in turn a creation and an update, each good and then bad. Rejects with CallFailed, or with WrongVerdict for a refused good slice; a bad
   * one that was stored is a wrong verdict unless `ignored`, which counts it.
   */
  async write({ ignored }: { readonly ignored: boolean }): Promise<void> {
    const index = this.#written++;
    const isGood = index % 2 === 0;
    const isCreate = index % 4 < 2;
    const name = isCreate ? `new-${index}` : `kept-${(index >> 2) % KEPT}`;
    const object = JSON.stringify(slice(name, isGood ? {} : BAD_PORT));
    const reply = await (isCreate ? this.send('POST', SLICES, object) : this.send('PUT', `${SLICES}/${name}`, object));
    if (isRefusal(reply)) {
      if (isGood) throw new WrongVerdict(reply.text);
    } else if (reply.status > 201) {
      throw new CallFailed(`${reply.status}: ${reply.text}`);
    } else if (!isGood) {
      this.#stored++;
      if (!ignored) throw new WrongVerdict(`stored: ${reply.text}`);
    }
  }

  send(method: string, path: string, body?: string | Buffer): Promise<Reply> {
    const { port, ca, token } = this.#api;
    return call({
      port,
      ca,
      agent: this.#agent,
      method,
      path,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Creates a slice from JSON as it is. */
  create(body: string | Buffer): Promise<Reply> {
    return this.send('POST', SLICES, body);
  }

  /** How often the API server let a write pass because the webhook could not be asked. */
  async failedOpen(): Promise<number> {
    const { text } = await this.send('GET', '/metrics');
    const lines = text.split('\n').filter((line) => line.startsWith('apiserver_admission_webhook_fail_open_count{'));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}

export function isRefusal({ status, text }: Reply): boolean {
  return status === 403 && text.includes('admission webhook \\"validate.sliceward.dev\\" denied the request');
}
