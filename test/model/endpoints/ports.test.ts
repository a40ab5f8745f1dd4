import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portKey } from '../../../src/model/endpoints/ports.ts';
import type { Port } from '../../../src/model/slice.ts';
import { anySubsets, portText, tableOf, type RawSubset } from './subsets.ts';

const text = fc.string({ unit: fc.constantFrom(' ', '1', '3', '/', 'T', 'P'), maxLength: 4 });
const anyPort: fc.Arbitrary<Port> = fc.record({
  name: text,
  protocol: fc.oneof(fc.constant('TCP'), text),
  port: fc.constantFrom(1, 3, 13),
  appProtocol: fc.option(text, { nil: undefined }),
});

/** Its name continues the number as the key of a UDP port without a name would. */
const NAMED_LIKE_A_KEY: Port = { name: '3 UDP 0 ', protocol: 'TCP', port: 1, appProtocol: undefined };

function isSame(one: Port, other: Port): boolean {
  return (
    one.name === other.name &&
    one.protocol === other.protocol &&
    one.port === other.port &&
    one.appProtocol === other.appProtocol
  );
}

/** The port texts of a subset; `none` for one without ports. */
function textsOf({ ports = [] }: RawSubset): readonly string[] {
  return ports.length === 0 ? ['none'] : ports.map(portText);
}

describe('portKey', () => {
  it('is equal exactly for equal ports', () => {
    fc.assert(
      fc.property(anyPort, anyPort, (one, other) => {
        expect(portKey(one) === portKey(other)).toBe(isSame(one, other));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('SubsetPorts', () => {
  it('gives ports of any protocol and name the same number exactly if they are equal', () => {
    fc.assert(
      fc.property(anyPort, anyPort, (one, other) => {
        const { ports } = tableOf([{ ports: [one, other] }]);
        const [left, right] = [one, other].map((port) => ({ ...port, protocol: port.protocol || 'TCP' }));
        expect(ports.count).toBe(left !== undefined && right !== undefined && isSame(left, right) ? 1 : 2);
      }),
      { numRuns: 2000, examples: [[NAMED_LIKE_A_KEY, { ...NAMED_LIKE_A_KEY, name: '', protocol: 'UDP' }]] },
    );
  });

  it('lists the ports of each subset as written, and numbers them in the order of the object', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const { ports } = tableOf(subsets);
        const distinct = [...new Set(subsets.flatMap(textsOf))];
        for (const [index, subset] of subsets.entries()) {
          const numbers = Array.from(ports.numbers.subarray(ports.starts[index], ports.starts[index + 1]));
          expect(numbers.map((number) => distinct[number])).toEqual(textsOf(subset));
        }
        expect(ports.count).toBe(distinct.length);
        expect(ports.shownCount).toBe(distinct.filter((each) => each !== 'none').length);
        for (const [number, each] of distinct.entries()) {
          expect(ports.isShown(number)).toBe(each !== 'none');
          if (each === 'none') continue;
          expect(portText(ports.port(number))).toBe(each);
          const { subset, index } = ports.source(number);
          expect(subsets[subset]?.ports?.[index]).toMatchObject({ port: ports.port(number).port });
        }
      }),
    );
  });

  it('finds the ports of another object and of a slice', () => {
    fc.assert(
      fc.property(anySubsets, anySubsets, (left, right) => {
        const [ours, theirs] = [tableOf(left).ports, tableOf(right).ports];
        const [our, their] = [left, right].map((subsets) => [...new Set(subsets.flatMap(textsOf))]);
        for (const [number, each] of (their ?? []).entries()) {
          const expected = our?.includes(each) === true ? our.indexOf(each) : undefined;
          expect(ours.findAs(theirs, number)).toBe(expected);
          expect(ours.findAll(each === 'none' ? [] : [theirs.port(number)])).toEqual([expected]);
        }
      }),
    );
  });

  it('fills in the defaults of Endpoints', () => {
    const { ports } = tableOf([{ ports: [{ protocol: '' }] }]);
    expect(ports.port(0)).toEqual({ name: '', protocol: 'TCP', port: 0, appProtocol: undefined });
  });
});
