// Every rule, sorted by id. A rule that is not listed here does not exist.
import type { AnyRule } from '../policy/rule.ts';
import { addressFamily } from './address-family.ts';
import { addressType } from './address-type.ts';
import { allowedAddress } from './allowed-address.ts';
import { allowedPort } from './allowed-port.ts';
import { apiVersion } from './api-version.ts';
import { appProtocol } from './app-protocol.ts';
import { canonicalAddress } from './canonical-address.ts';
import { contradictoryConditions } from './contradictory-conditions.ts';
import { deniedAddress } from './denied-address.ts';
import { duplicateAddress } from './duplicate-address.ts';
import { endpointLimit } from './endpoint-limit.ts';
import { explicitConditions } from './explicit-conditions.ts';
import { fqdnTarget } from './fqdn-target.ts';
import { hints } from './hints.ts';
import { hostname } from './hostname.ts';
import { kubernetesValidation } from './kubernetes-validation.ts';
import { managedBy } from './managed-by.ts';
import { managedEdit } from './managed-edit.ts';
import { massChange } from './mass-change.ts';
import { objectSize } from './object-size.ts';
import { ownerReference } from './owner-reference.ts';
import { portLimit } from './port-limit.ts';
import { portName } from './port-name.ts';
import { portNumber } from './port-number.ts';
import { requiredLabels } from './required-labels.ts';
import { reservedLabels } from './reserved-labels.ts';
import { serviceNameChange } from './service-name-change.ts';
import { serviceName } from './service-name.ts';
import { singleAddress } from './single-address.ts';
import { targetRef } from './target-ref.ts';
import { unknownField } from './unknown-field.ts';
import { zone } from './zone.ts';

export const RULES: readonly AnyRule[] = [
  addressFamily,
  addressType,
  allowedAddress,
  allowedPort,
  apiVersion,
  appProtocol,
  canonicalAddress,
  contradictoryConditions,
  deniedAddress,
  duplicateAddress,
  endpointLimit,
  explicitConditions,
  fqdnTarget,
  hints,
  hostname,
  kubernetesValidation,
  managedBy,
  managedEdit,
  massChange,
  objectSize,
  ownerReference,
  portLimit,
  portName,
  portNumber,
  requiredLabels,
  reservedLabels,
  serviceName,
  serviceNameChange,
  singleAddress,
  targetRef,
  unknownField,
  zone,
];
