// The facts in memory, found by name and by address. Manifests fill it today; reflectors of a live cluster and a saved
// view come later.
import { parseRanges, type RangeSet } from '../model/address/cidr.ts';
import { formatIp, type Ip } from '../model/address/ip.ts';
import { parsePrefix } from '../model/address/prefix.ts';
import type { Labels } from '../model/labels.ts';
import {
  decodeFact,
  readCronTemplate,
  readNamespace,
  readNode,
  readPod,
  readService,
  readServiceRange,
  readTemplate,
} from './decode.ts';
import type {
  FactKind,
  Holder,
  Knowledge,
  Known,
  NamespaceFacts,
  NodeFacts,
  PodFacts,
  PodShape,
  ServiceFacts,
} from './facts.ts';
import type { ClusterView } from './view.ts';

type Put = (index: FactIndex, value: unknown, namespace: string) => void;

/** What is read of each kind of object, by its apiVersion and kind. */
const PUT: ReadonlyMap<string, Put> = new Map<string, Put>([
  ['v1 Namespace', (index, value) => index.addNamespace(decodeFact(readNamespace, value, ''))],
  ['v1 Service', (index, value, namespace) => index.addService(decodeFact(readService, value, namespace))],
  ['v1 Pod', (index, value, namespace) => index.addPod(decodeFact(readPod, value, namespace))],
  ['v1 Node', (index, value) => index.addNode(decodeFact(readNode, value, ''))],
  [
    'networking.k8s.io/v1 ServiceCIDR',
    (index, value) => index.addServiceRange(decodeFact(readServiceRange, value, '')),
  ],
  ['batch/v1 CronJob', (index, value, namespace) => index.addTemplate(decodeFact(readCronTemplate, value, namespace))],
  ...['apps/v1 Deployment', 'apps/v1 StatefulSet', 'apps/v1 DaemonSet', 'apps/v1 ReplicaSet', 'batch/v1 Job'].map(
    (type): [string, Put] => [
      type,
      (index, value, namespace) => index.addTemplate(decodeFact(readTemplate, value, namespace)),
    ],
  ),
]);

/** Objects of which facts are kept: so many have 5,000 nodes, and no input may take all memory. */
const MAX_OBJECTS = 200_000;

/** `knowledge`: how much is known of every kind. */
export class FactIndex implements ClusterView {
  readonly #knowledge: Knowledge;
  readonly #namespaces = new Map<string, NamespaceFacts>();
  readonly #services = new Map<string, ServiceFacts>();
  readonly #pods = new Map<string, PodFacts>();
  readonly #nodes = new Map<string, NodeFacts>();
  readonly #templates: PodShape[] = [];
  readonly #podRanges = new Set<string>();
  readonly #serviceRanges = new Set<string>();
  #size = 0;
  #isFull = false;
  /** By address; made when first asked for after an object was added. */
  #holders: ReadonlyMap<string, readonly Holder[]> | undefined;
  #ranges: ReturnType<ClusterView['ranges']> | undefined;

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
  }

  /** There were more objects than are kept: absence can no longer be concluded. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Takes one object as JSON or YAML has it; of two with one name the later one counts. `namespace`: where an object
   * without one belongs. What is malformed or of another kind is passed over. Never throws.
   */
  put(apiVersion: unknown, kind: unknown, value: unknown, namespace: string): void {
    // What is not text has no kind: an object may have a toString that is not a function.
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return;
    const put = PUT.get(`${apiVersion} ${kind}`);
    if (put === undefined) return;
    this.#isFull ||= this.#size >= MAX_OBJECTS;
    if (this.#isFull) return;
    this.#size++;
    this.#holders = undefined;
    this.#ranges = undefined;
    put(this, value, namespace);
  }

  addNamespace(fact: NamespaceFacts | undefined): void {
    if (fact !== undefined) this.#namespaces.set(fact.name, fact);
  }

  addService(fact: ServiceFacts | undefined): void {
    if (fact !== undefined) this.#services.set(nameOf(fact), fact);
  }

  addPod(fact: PodFacts | undefined): void {
    if (fact !== undefined) this.#pods.set(nameOf(fact), fact);
  }

  addTemplate(fact: PodShape | undefined): void {
    if (fact !== undefined) this.#templates.push(fact);
  }

  addNode(fact: (NodeFacts & { readonly podRanges: readonly string[] }) | undefined): void {
    if (fact === undefined) return;
    this.#nodes.set(fact.name, fact);
    for (const range of fact.podRanges) this.#podRanges.add(range);
  }

  addServiceRange(fact: { readonly ranges: readonly string[] } | undefined): void {
    for (const range of fact?.ranges ?? []) this.#serviceRanges.add(range);
  }

  knows(_kind: FactKind): Knowledge {
    return this.#isFull && this.#knowledge === 'complete' ? 'partial' : this.#knowledge;
  }

  namespace(name: string): Known<NamespaceFacts> {
    return this.#namespaces.get(name) ?? this.#absent('namespaces');
  }

  service(namespace: string, name: string): Known<ServiceFacts> {
    return this.#services.get(nameOf({ namespace, name })) ?? this.#absent('services');
  }

  pod(namespace: string, name: string): Known<PodFacts> {
    return this.#pods.get(nameOf({ namespace, name })) ?? this.#absent('pods');
  }

  node(name: string): Known<NodeFacts> {
    return this.#nodes.get(name) ?? this.#absent('nodes');
  }

  holders(ip: Ip): readonly Holder[] {
    this.#holders ??= this.#byAddress();
    return this.#holders.get(formatIp(ip)) ?? [];
  }

  selectedBy({ namespace, selector }: ServiceFacts): Known<readonly PodShape[]> {
    if (this.knows('pods') === 'none') return undefined;
    if (selector === undefined) return [];
    const pods = [...this.#pods.values(), ...this.#templates];
    return pods.filter((pod) => pod.namespace === namespace && isSelected(pod.labels, selector));
  }

  ranges(): ReturnType<ClusterView['ranges']> {
    this.#ranges ??= { pods: rangesOf(this.#podRanges), services: rangesOf(this.#serviceRanges) };
    return this.#ranges;
  }

  #absent(kind: FactKind): null | undefined {
    return this.knows(kind) === 'complete' ? null : undefined;
  }

  #byAddress(): ReadonlyMap<string, readonly Holder[]> {
    const byAddress = new Map<string, Holder[]>();
    const add = (addresses: readonly Ip[], holder: Holder): void => {
      for (const ip of addresses) {
        const text = formatIp(ip);
        const known = byAddress.get(text);
        if (known === undefined) byAddress.set(text, [holder]);
        else known.push(holder);
      }
    };
    for (const pod of this.#pods.values()) if (!pod.hasEnded) add(pod.addresses, { kind: 'pods', pod });
    for (const service of this.#services.values()) add(service.addresses, { kind: 'services', service });
    for (const node of this.#nodes.values()) add(node.addresses, { kind: 'nodes', node });
    return byAddress;
  }
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function isSelected(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Ranges that cannot be read are passed over: an API server has checked those of a live cluster. */
function rangesOf(texts: ReadonlySet<string>): RangeSet | undefined {
  const readable = [...texts].filter((text) => parsePrefix(text).ok);
  return readable.length === 0 ? undefined : parseRanges(readable);
}
