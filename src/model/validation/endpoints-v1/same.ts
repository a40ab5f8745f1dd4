// Whether an update leaves the subsets as they were stored: then the server tolerates what is wrong in them.
import { isSameTarget } from '../../endpoints/addresses.ts';
import { readAddress, readSubset, readSubsetPort } from './raw.ts';

type Same = (left: unknown, right: unknown) => boolean;

/**
 * The semantic equality of Kubernetes
 * (https://github.com/kubernetes/apimachinery/blob/master/pkg/api/equality/semantic.go), after defaults: absent and
 * empty lists and texts are equal, but an absent nodeName, targetRef or appProtocol is not an empty one. Order matters.
 * Linear.
 */
export function sameSubsets(left: readonly unknown[], right: readonly unknown[]): boolean {
  return sameItems(left, right, sameSubset);
}

function sameItems(left: readonly unknown[], right: readonly unknown[], isSame: Same): boolean {
  return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
}

function sameSubset(left: unknown, right: unknown): boolean {
  const [one, other] = [readSubset(left), readSubset(right)];
  return (
    sameItems(one.addresses, other.addresses, sameAddress) &&
    sameItems(one.notReadyAddresses, other.notReadyAddresses, sameAddress) &&
    sameItems(one.ports, other.ports, samePort)
  );
}

function sameAddress(left: unknown, right: unknown): boolean {
  const [one, other] = [readAddress(left), readAddress(right)];
  return (
    one.ip === other.ip &&
    one.hostname === other.hostname &&
    one.nodeName === other.nodeName &&
    isSameTarget(one.targetRef, other.targetRef)
  );
}

function samePort(left: unknown, right: unknown): boolean {
  const [one, other] = [readSubsetPort(left), readSubsetPort(right)];
  return (
    one.name === other.name &&
    (one.port ?? 0) === (other.port ?? 0) &&
    one.protocol === other.protocol &&
    one.appProtocol === other.appProtocol
  );
}
