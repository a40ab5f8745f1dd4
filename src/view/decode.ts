// From objects of Kubernetes to facts. A malformed object gives no fact: the API server would not store it.
import { parseIp, type Ip } from '../model/address/ip.ts';
import { Reader } from '../model/decode/reader.ts';
import type { ContainerPort, NamespaceFacts, NodeFacts, PodFacts, PodShape, ServiceFacts } from './facts.ts';

/** Longer names are not Kubernetes' (RFC 1123), and V8 gives texts over 16,383 characters of one length one hash. */
const MAX_NAME = 253;
/** More than any object of a real cluster has; of longer lists the rest is not known. */
const MAX_ITEMS = 1000;

type Read<T> = (reader: Reader, value: unknown, namespace: string) => T;

/**
 * `namespace` is that of objects that name none. Undefined for an object that is malformed or has no usable name. Never
 * throws.
 */
export function decodeFact<T extends object>(read: Read<T>, value: unknown, namespace: string): T | undefined {
  const reader = new Reader({ paths: false });
  const fact = read(reader, value, namespace);
  const isUsable = (!('name' in fact) || isName(fact.name)) && (!('namespace' in fact) || isName(fact.namespace));
  return reader.problems.length === 0 && isUsable ? fact : undefined;
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && name.length <= MAX_NAME;
}

export const readNamespace: Read<NamespaceFacts> = (reader, value) => {
  const { name, labels } = metadataOf(reader, value, '');
  return { name, labels };
};

export const readService: Read<ServiceFacts> = (reader, value, fallback) => {
  const { namespace, name, labels } = metadataOf(reader, value, fallback);
  const { spec, status } = reader.fields<'spec' | 'status'>(value);
  const fields = reader.fields<'selector' | 'clusterIP' | 'clusterIPs' | 'externalIPs'>(spec);
  const selector = reader.textMap(fields.selector, 'selector');
  const ingress = reader.fields<'ingress'>(reader.fields<'loadBalancer'>(status).loadBalancer).ingress;
  const texts = [
    reader.text(fields.clusterIP, 'clusterIP'),
    ...reader.texts(fields.clusterIPs, 'clusterIPs', MAX_ITEMS),
    ...reader.texts(fields.externalIPs, 'externalIPs', MAX_ITEMS),
    ...reader.items(ingress, 'ingress', MAX_ITEMS, (_, item) => reader.text(reader.fields<'ip'>(item).ip, 'ip')),
  ];
  const hasSelector = Object.keys(selector).length > 0;
  return { namespace, name, labels, selector: hasSelector ? selector : undefined, addresses: addressesOf(texts) };
};

export const readPod: Read<PodFacts> = (reader, value, fallback) => {
  const { namespace, name, uid, labels } = metadataOf(reader, value, fallback);
  const { spec, status } = reader.fields<'spec' | 'status'>(value);
  const { nodeName, hostNetwork } = reader.fields<'nodeName' | 'hostNetwork'>(spec);
  const { podIP, podIPs, phase } = reader.fields<'podIP' | 'podIPs' | 'phase'>(status);
  const texts = reader.items(podIPs, 'podIPs', MAX_ITEMS, (_, item) => reader.text(reader.fields<'ip'>(item).ip, 'ip'));
  return {
    namespace,
    name,
    uid,
    labels,
    ports: portsOf(reader, spec),
    nodeName: reader.text(nodeName, 'nodeName'),
    addresses: addressesOf([reader.text(podIP, 'podIP'), ...texts]),
    hostNetwork: reader.optionalBoolean(hostNetwork, 'hostNetwork') ?? false,
    hasEnded: phase === 'Succeeded' || phase === 'Failed',
  };
};

/** The pods that a Deployment, StatefulSet, DaemonSet, ReplicaSet or Job will make. */
export const readTemplate: Read<PodShape> = (reader, value, fallback) => {
  const { spec } = reader.fields<'spec'>(value);
  return templateOf(reader, spec, metadataOf(reader, value, fallback).namespace);
};

export const readCronTemplate: Read<PodShape> = (reader, value, fallback) => {
  const { spec } = reader.fields<'spec'>(value);
  const { spec: job } = reader.fields<'spec'>(reader.fields<'jobTemplate'>(spec).jobTemplate);
  return templateOf(reader, job, metadataOf(reader, value, fallback).namespace);
};

export const readNode: Read<NodeFacts & { readonly podRanges: readonly string[] }> = (reader, value) => {
  const { name, labels } = metadataOf(reader, value, '');
  const { spec, status } = reader.fields<'spec' | 'status'>(value);
  const { podCIDR, podCIDRs } = reader.fields<'podCIDR' | 'podCIDRs'>(spec);
  const texts = reader.items(reader.fields<'addresses'>(status).addresses, 'addresses', MAX_ITEMS, (_, item) =>
    reader.text(reader.fields<'address'>(item).address, 'address'),
  );
  const podRanges = [reader.text(podCIDR, 'podCIDR'), ...reader.texts(podCIDRs, 'podCIDRs', MAX_ITEMS)];
  return { name, labels, addresses: addressesOf(texts), podRanges: podRanges.filter((text) => text !== '') };
};

export const readServiceRange: Read<{ readonly name: string; readonly ranges: readonly string[] }> = (
  reader,
  value,
) => {
  const { spec } = reader.fields<'spec'>(value);
  const { name } = metadataOf(reader, value, '');
  return { name, ranges: reader.texts(reader.fields<'cidrs'>(spec).cidrs, 'cidrs', MAX_ITEMS) };
};

interface Metadata {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: NamespaceFacts['labels'];
}

function metadataOf(reader: Reader, value: unknown, fallback: string): Metadata {
  const { metadata } = reader.fields<'metadata'>(value);
  const fields = reader.fields<'namespace' | 'name' | 'uid' | 'labels'>(metadata);
  return {
    namespace: reader.text(fields.namespace, 'namespace') || fallback,
    name: reader.text(fields.name, 'name'),
    uid: reader.text(fields.uid, 'uid'),
    labels: reader.textMap(fields.labels, 'labels'),
  };
}

function templateOf(reader: Reader, spec: unknown, namespace: string): PodShape {
  const { template } = reader.fields<'template'>(spec);
  const pod = reader.fields<'spec'>(template).spec;
  return { namespace, labels: metadataOf(reader, template, '').labels, ports: portsOf(reader, pod) };
}

function portsOf(reader: Reader, spec: unknown): readonly ContainerPort[] {
  const { containers } = reader.fields<'containers'>(spec);
  return reader
    .items(containers, 'containers', MAX_ITEMS, (_, container) =>
      reader.items(reader.fields<'ports'>(container).ports, 'ports', MAX_ITEMS, (__, port): ContainerPort => {
        const fields = reader.fields<'name' | 'containerPort' | 'protocol'>(port);
        return {
          name: reader.text(fields.name, 'name'),
          port: reader.optionalInteger(fields.containerPort, 'containerPort') ?? 0,
          protocol: reader.text(fields.protocol, 'protocol') || 'TCP',
        };
      }),
    )
    .flat();
}

/**
 * Each once. What is not an address, such as the ClusterIP "None" and host names of load balancers, is not among them.
 */
function addressesOf(texts: readonly string[]): readonly Ip[] {
  return [...new Set(texts)].flatMap((text) => parseIp(text) ?? []);
}
