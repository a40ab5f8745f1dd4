// What bench/check.ts judges: clean slices, as files, as documents and as lists. Each function returns where it wrote
// them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER = 'b5f9a7c2-5f0e-4f6b-9d1c-3a1e8c6d2f40';

/** Files of one slice, of one endpoint each. */
export async function makeFiles(folder: string, count: number): Promise<string> {
  const path = join(folder, `files-${count}`);
  await mkdir(path, { recursive: true });
  for (let index = 0; index < count; index++) await writeFile(join(path, `slice-${index}.yaml`), yaml(index, 1));
  return path;
}

/** One file of YAML documents of one endpoint each. */
export function makeDocuments(folder: string, count: number): Promise<string> {
  return make(
    folder,
    `documents-${count}.yaml`,
    Array.from({ length: count }, (_, index) => yaml(index, 1)).join('---\n'),
  );
}

/** The same of ten endpoints each. */
export function makeTenfold(folder: string, count: number): Promise<string> {
  return make(
    folder,
    `tenfold-${count}.yaml`,
    Array.from({ length: count }, (_, index) => yaml(index, 10)).join('---\n'),
  );
}

/** One JSON document, a List of slices of ten endpoints. */
export function makeJsonList(folder: string, count: number): Promise<string> {
  const items = Array.from({ length: count }, (_, index) => slice(index, 10));
  return make(folder, `list-${count}.json`, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2));
}

/** The same in YAML, one document. */
export function makeYamlList(folder: string, count: number): Promise<string> {
  const items = Array.from(
    { length: count },
    (_, index) => `- ${yaml(index, 10).trimEnd().replaceAll('\n', '\n  ')}\n`,
  );
  return make(folder, `list-${count}.yaml`, `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`);
}

export function makeOne(folder: string): Promise<string> {
  return make(folder, 'one.yaml', yaml(1, 1));
}

async function make(folder: string, name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

function slice(index: number, endpoints: number): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `web-${index}`,
      namespace: 'shop',
      labels: {
        'kubernetes.io/service-name': 'web',
        'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: OWNER, controller: true }],
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: Array.from({ length: endpoints }, (_, endpoint) => ({
      addresses: [`10.${index % 250}.${Math.trunc(index / 250) % 250}.${endpoint + 1}`],
      conditions: { ready: true },
      nodeName: `node-${endpoint}`,
    })),
  };
}

/** The same slice as people write it. */
function yaml(index: number, endpoints: number): string {
  const items = Array.from(
    { length: endpoints },
    (_, endpoint) => `- addresses:
  - 10.${index % 250}.${Math.trunc(index / 250) % 250}.${endpoint + 1}
  conditions:
    ready: true
  nodeName: node-${endpoint}
`,
  );
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-${index}
  namespace: shop
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: operator.shop.example.com
  ownerReferences:
  - apiVersion: v1
    kind: Service
    name: web
    uid: ${OWNER}
    controller: true
addressType: IPv4
ports:
- name: http
  port: 8080
  protocol: TCP
endpoints:
${items.join('')}`;
}
