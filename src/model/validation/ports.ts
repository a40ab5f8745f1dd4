// Validates the ports of a slice. Port numbers are not validated: the API server stores any number.
import type { FieldPath } from '../field-path.ts';
import { Numbers } from '../numbers.ts';
import { LIMITS } from '../slice.ts';
import type { Faults } from './fault.ts';
import { refuseLabel, refuseQualifiedName } from './formats.ts';
import type { RawList, RawPort } from './raw-slice.ts';

const AT: FieldPath = ['ports'];
export const PROTOCOLS: ReadonlySet<string> = new Set(['SCTP', 'TCP', 'UDP']);

/** If there are too many ports, nothing else is reported about them. */
export function checkPorts(faults: Faults, ports: RawList<RawPort>): void {
  if (ports.length > LIMITS.ports) {
    faults.tooMany(AT, ports.length, LIMITS.ports);
    return;
  }
  const numbers = new Numbers();
  const names = new Set<number>();
  for (const [index, { name, protocol, appProtocol }] of [...ports].entries()) {
    const at = [...AT, index];
    if (name !== '') faults.invalid([...at, 'name'], name, refuseLabel(name));
    const number = numbers.of(name);
    if (names.has(number))
      faults.add([...at, 'name'], 'FieldValueDuplicate', name, 'must be the only port with this name');
    names.add(number);
    if (!PROTOCOLS.has(protocol))
      faults.add([...at, 'protocol'], 'FieldValueNotSupported', protocol, 'must be TCP, UDP or SCTP');
    if (appProtocol !== undefined)
      faults.invalid([...at, 'appProtocol'], appProtocol, refuseQualifiedName(appProtocol));
  }
}
