// An API server that does nothing but serve pages of generated EndpointSlices, as fast as memory can be copied. Started
// by audit.ts.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:https';
import { certificatePem, createAuthority, createLeaf, privateKeyPem, type Means } from '../src/certs/issue.ts';

const [slices = 0, endpoints = 0] = process.argv.slice(2).map(Number);
/** Digits of a slice's number: as many in every slice, so that they can be written into a copied page. */
const WIDTH = 7;
const MARK = '#'.repeat(WIDTH);
/** One slice in a hundred has no owner and is wrong. */
const WRONG = 100;

function slice(wrong: boolean): object {
  const service = `service-${MARK}`;
  const metadata = {
    name: `${service}-x7k2p`,
    generateName: `${service}-`,
    namespace: `team-${MARK}`,
    uid: '2f1a7c9e-55b0-4a07-9d56-0d8a1c7e1f10',
    resourceVersion: '81234567',
    generation: 12,
    creationTimestamp: '2026-03-01T09:30:00Z',
    labels: {
      'app.kubernetes.io/name': 'web',
      'endpointslice.kubernetes.io/managed-by': wrong ? 'operator.example.com' : 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': service,
    },
    annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-03-01T09:30:00Z' },
    ownerReferences: wrong
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'Service',
            name: service,
            uid: '7c9e55b0-2f1a-4a07-9d56-0d8a1c7e1f10',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
    managedFields: [
      {
        manager: 'kube-controller-manager',
        operation: 'Update',
        apiVersion: 'discovery.k8s.io/v1',
        time: '2026-03-01T09:30:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:addressType': {},
          'f:endpoints': {},
          'f:metadata': { 'f:labels': { '.': {}, 'f:kubernetes.io/service-name': {} } },
          'f:ports': {},
        },
      },
    ],
  };
  const all = Array.from({ length: endpoints }, (_, index) => ({
    addresses: [`10.${index % 200}.3.${(index * 7) % 250}`],
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: {
      kind: 'Pod',
      namespace: `team-${MARK}`,
      name: `web-6d4cf56db6-${index}`,
      uid: '0d8a1c7e-2f1a-4a07-9d56-7c9e55b01f10',
    },
    nodeName: `node-${index % 100}.eu-central-1.compute.internal`,
    zone: `eu-central-1${'abc'[index % 3]}`,
  }));
  return {
    metadata,
    addressType: 'IPv4',
    endpoints: all,
    ports: [{ name: 'http', protocol: 'TCP', port: wrong ? 70_000 : 8080 }],
  };
}

interface Template {
  readonly page: Buffer;
  /** Where the number of each slice goes. */
  readonly marks: readonly (readonly number[])[];
}

const templates = new Map<number, Template>();

/** A page of `count` slices, without its beginning. */
function template(count: number): Template {
  const known = templates.get(count);
  if (known !== undefined) return known;
  const texts = Array.from({ length: count }, (_, index) => JSON.stringify(slice(index % WRONG === WRONG - 1)));
  const page = Buffer.from(`"items":[${texts.join(',')}]}`);
  let from = '"items":['.length;
  const marks = texts.map((text) => {
    const found: number[] = [];
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + WIDTH)) found.push(from + at);
    from += text.length + 1;
    return found;
  });
  templates.set(count, { page, marks });
  return { page, marks };
}

function pageOf(first: number, limit: number): Buffer {
  const count = Math.min(limit, slices - first);
  const { page, marks } = template(count);
  const copy = Buffer.from(page);
  for (const [index, places] of marks.entries()) {
    const digits = String(first + index).padStart(WIDTH, '0');
    for (const place of places) copy.write(digits, place, 'latin1');
  }
  const next = first + count;
  const metadata =
    next < slices
      ? { resourceVersion: '9', continue: String(next), remainingItemCount: slices - next }
      : { resourceVersion: '9' };
  const head = `{"kind":"EndpointSliceList","apiVersion":"discovery.k8s.io/v1","metadata":${JSON.stringify(metadata)},`;
  return Buffer.concat([Buffer.from(head), copy]);
}

const means: Means = { now: new Date(), randomBytes, algorithm: 'ecdsa-p256' };
const authority = createAuthority('bench', means);
const leaf = createLeaf(['127.0.0.1'], authority, means);
const server = createServer({ cert: certificatePem(leaf), key: privateKeyPem(leaf) }, (request, response) => {
  const query = new URL(request.url ?? '', 'https://bench').searchParams;
  const body = pageOf(Number(query.get('continue') ?? 0), Number(query.get('limit') ?? slices));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  console.log(
    JSON.stringify({
      server: `https://127.0.0.1:${address.port}`,
      ca: Buffer.from(certificatePem(authority)).toString('base64'),
    }),
  );
});
