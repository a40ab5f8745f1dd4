// Every rule, sorted by id. A rule that is not listed here does not exist.
import type { AnyRule } from '../policy/rule.ts';
import { addressFamily } from './address-family.ts';
import { addressType } from './address-type.ts';
import { allowedAddress } from './allowed-address.ts';
import { allowedPort } from './allowed-port.ts';
import { canonicalAddress } from './canonical-address.ts';
import { deniedAddress } from './denied-address.ts';
import { endpointLimit } from './endpoint-limit.ts';
import { explicitConditions } from './explicit-conditions.ts';
import { explicitPort } from './explicit-port.ts';
import { fqdnTarget } from './fqdn-target.ts';
import { managedBy } from './managed-by.ts';
import { objectSize } from './object-size.ts';
import { portLimit } from './port-limit.ts';
import { portName } from './port-name.ts';
import { requiredLabels } from './required-labels.ts';
import { serviceNameChange } from './service-name-change.ts';
import { serviceName } from './service-name.ts';
import { singleAddress } from './single-address.ts';

export const RULES: readonly AnyRule[] = [
  addressFamily,
  addressType,
  allowedAddress,
  allowedPort,
  canonicalAddress,
  deniedAddress,
  endpointLimit,
  explicitConditions,
  explicitPort,
  fqdnTarget,
  managedBy,
  objectSize,
  portLimit,
  portName,
  requiredLabels,
  serviceName,
  serviceNameChange,
  singleAddress,
];
