// Validates an address of v1 Endpoints. Subsets may mix both families.
import type { FieldPath } from '../../field-path.ts';
import { isSince, type KubernetesVersion } from '../../kubernetes-version.ts';
import { forbiddenRange, NOT_AN_IP, readIp, refuseSpelling } from '../addresses.ts';
import type { Faults } from '../fault.ts';

/**
 * Two validations see each address. The first accepts any spelling until 1.35, and since 1.36 none that two programs
 * could read differently (StrictIPCIDRValidation, https://github.com/kubernetes/enhancements/issues/4858); unlike for
 * slices, IPv6 need not be canonical. The second refuses ranges, and once more what is not an address.
 */
export function checkSubsetIp(faults: Faults, at: () => FieldPath, text: string, version: KubernetesVersion): void {
  const ip = readIp(text);
  if (ip === undefined) {
    faults.invalid(at(), text, faults.isBrief ? [NOT_AN_IP] : [NOT_AN_IP, `${NOT_AN_IP} (found again)`]);
    return;
  }
  const spelling = refuseSpelling(ip, text, isSince(version, '1.36') ? 'strict' : 'loose');
  if (spelling !== undefined) faults.invalid(at(), text, [spelling]);
  const range = forbiddenRange(ip);
  if (range !== undefined) faults.invalid(at(), text, [`must not be ${range}`]);
}
