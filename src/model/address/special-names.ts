// Names that do not lead to a backend: the machine itself, the metadata service of a cloud, or a DNS service that
// answers with an address in the name.

export type NameUse =
  /** The host that resolves the name. */
  | 'localhost'
  /** The machine that runs a container or a development cluster. */
  | 'host'
  /** A cloud's metadata service. */
  | 'metadata'
  /** The domain and every name in it resolve to 127.0.0.1. */
  | 'loopback-dns'
  /** A name in the domain resolves to the address that it spells. */
  | 'ip-in-name-dns'
  /** A name in the domain chooses what it resolves to, and can change it between two look-ups. */
  | 'rebinding-dns';

export interface SpecialName {
  /** Matches this name and every name below it; a `*` matches one label. */
  readonly domain: string;
  readonly use: NameUse;
  /** Who runs it, for messages. */
  readonly name: string;
  /** Where the domain is described. */
  readonly source: string;
  /** `ip-in-name-dns`: the eight groups of an IPv6 address may be separated by dots. */
  readonly isDotted?: true;
  /** `ip-in-name-dns`: what a name without an address resolves to. */
  readonly otherwise?: string;
}

const HOSTS_FILE = "Red Hat's or Debian's /etc/hosts, which maps it to loopback";
const DOCKER_DESKTOP = 'Docker Desktop docs: Networking, "I want to connect from a container to a service on the host"';

export const SPECIAL_NAMES: readonly SpecialName[] = [
  localhost('localhost', 'RFC 6761 6.3'),
  localhost('localhost.localdomain', HOSTS_FILE),
  localhost('localhost4.localdomain4', HOSTS_FILE),
  localhost('localhost6.localdomain6', HOSTS_FILE),
  localhost('ip6-localhost', HOSTS_FILE),
  localhost('ip6-loopback', HOSTS_FILE),

  host('host.docker.internal', 'Docker', DOCKER_DESKTOP),
  host('gateway.docker.internal', 'Docker', DOCKER_DESKTOP),
  host(
    'kubernetes.docker.internal',
    'Docker Desktop',
    'entry of Docker Desktop in the hosts file, for its Kubernetes: 127.0.0.1',
  ),
  host('docker.for.mac.host.internal', 'Docker', 'Docker for Mac 17.12 release notes; abiosoft/colima#199'),
  host('docker.for.win.host.internal', 'Docker', 'Docker for Windows 17.12 release notes'),
  host(
    'host.containers.internal',
    'Podman',
    'podman-run(1): --add-host, and containers.conf(5): host_containers_internal_ip',
  ),
  host('host.minikube.internal', 'minikube', 'minikube handbook: Host access'),
  host('control-plane.minikube.internal', 'minikube', 'kubernetes/minikube pkg/minikube/constants: ControlPlaneAlias'),
  host('host.k3d.internal', 'k3d', 'k3d-io/k3d v3.1.0 release notes'),
  host('host.lima.internal', 'Lima', 'Lima docs: Network, user-mode network'),
  host('host.rancher-desktop.internal', 'Rancher Desktop', 'Rancher Desktop docs: FAQ'),
  host('host.orb.internal', 'OrbStack', 'OrbStack docs: Machines, Networking'),
  host('docker.orb.internal', 'OrbStack', 'OrbStack docs: Machines, Networking'),
  host('host.crc.testing', 'OpenShift Local', 'crc-org/crc: host-network-access'),

  metadata('metadata.google.internal', 'Google Cloud', 'Google Compute Engine: View and query VM metadata'),
  metadata('metadata.goog', 'Google Cloud', 'Google Compute Engine: View and query VM metadata'),
  metadata('instance-data.ec2.internal', 'AWS', 'Amazon VPC User Guide: DHCP option sets, domain-name in us-east-1'),
  // In all other regions. The resolver answers 169.254.169.254, and the reverse look-up of it gives this name.
  metadata('instance-data.*.compute.internal', 'AWS', 'Amazon VPC User Guide: DHCP option sets, domain-name'),
  metadata('metadata.tencentyun.com', 'Tencent Cloud', 'Tencent Cloud CVM: View instance metadata'),
  metadata('api.metadata.cloud.ibm.com', 'IBM Cloud', 'IBM Cloud VPC: Configuring the metadata service'),
  metadata('metadata.exoscale.com', 'Exoscale', 'Exoscale docs: Instance metadata'),
  metadata('metadata.platformequinix.com', 'Equinix Metal', 'Equinix Metal docs: Metadata'),
  metadata(
    'metadata.packet.net',
    'Equinix Metal',
    'its name while it was Packet: coreos/ignition internal/providers/packet',
  ),

  loopback('localtest.me', 'readme.localtest.me'),
  loopback('lvh.me', 'levicook, gist.github.com/levicook/563675'),
  loopback('vcap.me', 'cloudfoundry-attic/vcap'),
  loopback('lacolhost.com', 'Reenhanced: Developing with subdomains just got a lot easier'),
  loopback('localho.st', 'localho.st'),
  loopback('local.gd', 'local.gd'),
  loopback('localhost.direct', 'Upinel/localhost.direct'),
  loopback('localdev.me', 'kubernetes/ingress-nginx docs/deploy: Local testing'),
  loopback('ddev.site', 'DDEV docs: Hostnames and wildcards'),
  loopback('lndo.site', 'Lando docs: Proxy'),
  loopback('fuf.me', 'fidian: Public DNS pointing to localhost'),

  spelling('nip.io', 'nip.io'),
  spelling('sslip.io', 'cunnie/sslip.io'),
  spelling('xip.io', 'basecamp/xip-pdns'),
  { ...spelling('traefik.me', 'traefik.me'), otherwise: '127.0.0.1' },
  { ...spelling('backname.io', 'Twixes/backname'), isDotted: true },
  spelling('local-ip.co', 'local-ip.co'),
  spelling('local-ip.sh', 'local-ip.sh'),

  rebinding('1u.ms', 'neex/1u.ms'),
  rebinding('rbndr.us', 'taviso/rbndr'),
  rebinding('rebind.network', 'brannondorsey/whonow'),
  rebinding('d.rebind.it', 'nccgroup/singularity'),
];

function localhost(domain: string, source: string): SpecialName {
  return { domain, use: 'localhost', name: 'loopback', source };
}

function host(domain: string, name: string, source: string): SpecialName {
  return { domain, use: 'host', name, source };
}

function metadata(domain: string, name: string, source: string): SpecialName {
  return { domain, use: 'metadata', name, source };
}

function loopback(domain: string, source: string): SpecialName {
  return { domain, use: 'loopback-dns', name: domain, source };
}

function spelling(domain: string, source: string): SpecialName {
  return { domain, use: 'ip-in-name-dns', name: domain, source };
}

function rebinding(domain: string, source: string): SpecialName {
  return { domain, use: 'rebinding-dns', name: domain, source };
}
