import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSince,
  KUBERNETES_VERSIONS,
  NEWEST_KUBERNETES,
  nearestKubernetes,
} from '../../src/model/kubernetes-version.ts';

const version = fc.constantFrom(...KUBERNETES_VERSIONS);

function minorOf(text: string): number {
  return Number(text.split('.')[1]);
}

describe('isSince', () => {
  it('compares minor versions as numbers', () => {
    fc.assert(
      fc.property(version, version, (left, right) => {
        expect(isSince(left, right)).toBe(minorOf(left) >= minorOf(right));
      }),
    );
  });

  it('is true of the newest version for each', () => {
    expect(KUBERNETES_VERSIONS.map((each) => isSince(NEWEST_KUBERNETES, each))).not.toContain(false);
  });
});

describe('nearestKubernetes', () => {
  it.each([
    ['1.36', '1.36'],
    ['v1.36.3', '1.36'],
    ['1.36.3+k3s1', '1.36'],
    ['1.36+', '1.36'],
    ['v1.35.0-eks-1234567', '1.35'],
    ['v1.34.1-gke.1200', '1.34'],
    ['1.9', '1.34'],
    ['1.33.99', '1.34'],
    ['1.38', '1.37'],
    ['1.0036', '1.36'],
    ['1.136', '1.37'],
  ])('of %s is %s', (written, expected) => {
    expect(nearestKubernetes(written)).toBe(expected);
  });

  it.each(['', '1', '1.', 'v1', '2.36', '1.x', '1.36 ', ' 1.36', '1.36_1', '11.36', '1.00036', 'latest'])(
    'does not read "%s"',
    (written) => {
      expect(nearestKubernetes(written)).toBeUndefined();
    },
  );

  it('is the known version with the smallest distance, however the patch release is written', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.constantFrom('', '.0', '.12-rc.1', '+abc'), (minor, rest) => {
        const distances = KUBERNETES_VERSIONS.map((each) => Math.abs(minorOf(each) - minor));
        const nearest = KUBERNETES_VERSIONS[distances.indexOf(Math.min(...distances))];
        expect(nearestKubernetes(`v1.${minor}${rest}`)).toBe(nearest);
      }),
    );
  });
});
