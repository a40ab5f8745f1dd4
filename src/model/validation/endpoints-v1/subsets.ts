// Validates the subsets of v1 Endpoints, as validateEndpointSubsets in
// https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go does, the same in 1.34 to
// 1.37 except for the spelling of addresses. A server does not validate targetRef.
import type { FieldPath } from '../../field-path.ts';
import type { KubernetesVersion } from '../../kubernetes-version.ts';
import type { Port } from '../../slice.ts';
import type { Faults } from '../fault.ts';
import { refuseLabel, refuseQualifiedName, refuseSubdomain } from '../formats.ts';
import { PROTOCOLS } from '../ports.ts';
import { checkSubsetIp } from './ip.ts';
import { readAddress, readSubset, readSubsetPort } from './raw.ts';

/** Adds faults in the order of the server. Linear; a brief list ends when there are enough of them. */
export function checkSubsets(faults: Faults, subsets: readonly unknown[], version: KubernetesVersion): void {
  for (let index = 0; index < subsets.length && !faults.isEnough; index++) {
    const { addresses, notReadyAddresses, ports } = readSubset(subsets[index]);
    const at: FieldPath = ['subsets', index];
    if (addresses.length === 0 && notReadyAddresses.length === 0)
      faults.required(at, 'must have addresses or notReadyAddresses');
    checkAddresses(faults, [...at, 'addresses'], addresses, version);
    checkAddresses(faults, [...at, 'notReadyAddresses'], notReadyAddresses, version);
    for (let place = 0; place < ports.length && !faults.isEnough; place++)
      checkPort(faults, [...at, 'ports', place], readSubsetPort(ports[place]), ports.length > 1);
  }
}

function checkAddresses(faults: Faults, at: FieldPath, list: readonly unknown[], version: KubernetesVersion): void {
  for (let place = 0; place < list.length && !faults.isEnough; place++) {
    const { ip, hostname, nodeName } = readAddress(list[place]);
    checkSubsetIp(faults, () => [...at, place, 'ip'], ip, version);
    if (hostname !== '') faults.invalid([...at, place, 'hostname'], hostname, refuseLabel(hostname));
    if (nodeName !== undefined) faults.invalid([...at, place, 'nodeName'], nodeName, refuseSubdomain(nodeName));
  }
}

const MAX_PORT = 65_535;

/** A port that is not set is 0 to the server, and nothing was seen of it. */
function checkPort(faults: Faults, at: FieldPath, port: Port, mustHaveName: boolean): void {
  const { name, port: number, protocol, appProtocol } = port;
  if (name !== '') faults.invalid([...at, 'name'], name, refuseLabel(name));
  else if (mustHaveName)
    faults.required([...at, 'name'], 'must have a name, because the subset has more than one port');
  if (number === undefined || number < 1 || number > MAX_PORT)
    faults.invalid([...at, 'port'], String(number ?? ''), [`must be from 1 to ${MAX_PORT}`]);
  if (!PROTOCOLS.has(protocol))
    faults.add([...at, 'protocol'], 'FieldValueNotSupported', protocol, 'must be TCP, UDP or SCTP');
  if (appProtocol !== undefined) faults.invalid([...at, 'appProtocol'], appProtocol, refuseQualifiedName(appProtocol));
}
