// The audit of a cluster: all its slices, page by page, each judged as it comes and then forgotten.
import { setImmediate as breathe } from 'node:timers/promises';
import type { Client } from '../cluster/client.ts';
import { listPages } from '../cluster/pages.ts';
import { judgeStored, type Audited, type AuditPolicies } from './judge.ts';

export interface AuditOptions {
  /** All namespaces when absent. */
  readonly namespace: string | undefined;
  readonly policies: AuditPolicies;
  readonly each: (audited: Audited) => void;
  readonly progress: (progress: Progress) => void;
  /** A promise while what `each` printed is read more slowly than it is written. */
  readonly backlog: () => Promise<void> | undefined;
}

export interface Progress {
  /** Objects so far. */
  readonly done: number;
  /** As far as the server tells. */
  readonly total: number | undefined;
  /** Pages that show a later state of the cluster than those before them. */
  readonly later: number;
}

/** So many objects are judged between looks at the socket, so that the next page arrives meanwhile. */
const STRIDE = 25;

/** Calls `progress` when the first page is there and after each. Throws OutsideError when the list cannot be read to its end. */
export async function auditCluster(client: Client, { namespace, policies, each, progress, backlog }: AuditOptions): Promise<void> {
  let done = 0;
  let later = 0;
  for await (const page of listPages(client, { path: slicesPath(namespace), kind: 'EndpointSliceList' })) {
    if (page.later) later++;
    const total = page.remaining === undefined ? undefined : done + page.items.length + page.remaining;
    progress({ done, total, later });
    for (const item of page.items) {
      each(judgeStored(item, policies));
      done++;
      if (done % STRIDE === 0) await (backlog() ?? breathe());
    }
    progress({ done, total, later });
  }
}

function slicesPath(namespace: string | undefined): string {
  const group = '/apis/discovery.k8s.io/v1';
  return namespace === undefined ? `${group}/endpointslices` : `${group}/namespaces/${encodeURIComponent(namespace)}/endpointslices`;
}
