// The audit of a cluster: all its slices and Endpoints, page by page, each judged as it comes and then forgotten.
import { setImmediate as breathe } from 'node:timers/promises';
import type { Client } from '../kube/client.ts';
import { listPages, type ListOptions } from '../kube/pages.ts';
import type { ObjectKind } from '../model/decode/decode-object.ts';
import { ExternalError } from '../model/problem.ts';
import { judgeStored, type Audited, type AuditPolicies } from './judge.ts';

export interface AuditOptions {
  /** All namespaces when absent. */
  readonly namespace: string | undefined;
  readonly policies: AuditPolicies;
  readonly each: (audited: Audited) => void;
  readonly progress: (progress: Progress) => void;
  /** A list could not be read to its end, or not at all: why. Not called for the first page of slices, which throws. */
  readonly unread: (what: Kind, why: string) => void;
  /** A promise while what `each` printed is read more slowly than it is written. */
  readonly backlog: () => Promise<void> | undefined;
}

export type Kind = 'EndpointSlices' | 'Endpoints';

export interface Progress {
  readonly what: Kind;
  /** Objects of this kind so far. */
  readonly done: number;
  /** As far as the server says. */
  readonly total: number | undefined;
  /** Pages that show a later state of the cluster than those before them. */
  readonly later: number;
}

/** So many objects are judged between looks at the socket, so that the next page arrives meanwhile. */
const STRIDE = 25;

interface Resource {
  readonly what: Kind;
  readonly kind: ObjectKind;
  readonly list: ListOptions;
}

/**
 * Calls `progress` when a list's first page is there and after each page. Throws ExternalError when the slices cannot
 * be read at all.
 */
export async function auditCluster(client: Client, options: AuditOptions): Promise<void> {
  for (const resource of resources(options.namespace)) {
    let begun = resource.kind !== 'slice';
    const progress: AuditOptions['progress'] = (now) => {
      begun = true;
      options.progress(now);
    };
    try {
      await auditAll(client, resource, { ...options, progress });
    } catch (error) {
      if (!begun || !(error instanceof ExternalError)) throw error;
      options.unread(resource.what, error.message);
      // What ends one list in its middle would end the next.
      if (resource.kind === 'slice') return;
    }
  }
}

async function auditAll(
  client: Client,
  { what, kind, list }: Resource,
  { policies, each, progress, backlog }: AuditOptions,
): Promise<void> {
  let done = 0;
  let later = 0;
  for await (const page of listPages(client, list)) {
    if (page.later) later++;
    const total = page.remaining === undefined ? undefined : done + page.items.length + page.remaining;
    progress({ what, done, total, later });
    for (const item of page.items) {
      each(judgeStored(kind, item, policies));
      done++;
      if (done % STRIDE === 0) await (backlog() ?? breathe());
    }
    progress({ what, done, total, later });
  }
}

function resources(namespace: string | undefined): readonly Resource[] {
  const within = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return [
    {
      what: 'EndpointSlices',
      kind: 'slice',
      list: {
        path: `/apis/discovery.k8s.io/v1${within}/endpointslices`,
        kind: 'EndpointSliceList',
        listed: { resource: 'endpointslices of discovery.k8s.io', kind: 'EndpointSlices of discovery.k8s.io/v1' },
      },
    },
    {
      what: 'Endpoints',
      kind: 'endpoints',
      list: {
        path: `/api/v1${within}/endpoints`,
        kind: 'EndpointsList',
        listed: { resource: 'endpoints of the core group', kind: 'Endpoints of v1' },
      },
    },
  ];
}
