import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { distinct, Faults, type Fault } from '../../../src/model/validation/fault.ts';

const plain = { isDistinct: false, isBrief: false };

function textOf({ path, reason, seen, detail }: Fault): string {
  return JSON.stringify([formatPath(path), reason, seen.toWellFormed(), detail]);
}

/** Faults that a server can find more than once. */
const repeatable: fc.Arbitrary<Fault> = fc.record({
  path: fc.constantFrom(['metadata', 'labels'], ['metadata', 'name'], ['endpoints', 0, 'addresses']),
  reason: fc.constant('FieldValueInvalid'),
  seen: fc.constantFrom('a', 'b', '\ud800', '\ud801', 'x'.repeat(20_000)),
  detail: fc.constantFrom('must be x', 'must be y'),
});

describe('distinct', () => {
  it('keeps the first of equal faults, in order', () => {
    fc.assert(
      fc.property(fc.array(repeatable, { maxLength: 20 }), (faults) => {
        expect(distinct(faults).map(textOf)).toEqual([...new Set(faults.map(textOf))]);
      }),
    );
  });

  it('does not compare faults that are found only once', () => {
    const fault: Fault = { path: ['ports', 0, 'name'], reason: 'FieldValueInvalid', seen: '_', detail: 'must be x' };
    expect(distinct([fault, fault])).toHaveLength(2);
  });
});

describe('Faults', () => {
  it('lists faults in the order in which they are found', () => {
    const faults = new Faults(plain);
    faults.required(['metadata', 'name'], 'must have a name');
    faults.invalid(['ports', 0, 'name'], '_', ['must be a', 'must be b']);
    faults.tooMany(['endpoints'], 1001, 1000);
    expect(faults.list.map(textOf).map((text) => JSON.parse(text))).toEqual([
      ['metadata.name', 'FieldValueRequired', '', 'must have a name'],
      ['ports[0].name', 'FieldValueInvalid', '_', 'must be a'],
      ['ports[0].name', 'FieldValueInvalid', '_', 'must be b'],
      ['endpoints', 'FieldValueTooMany', '1001', 'must have at most 1000 items'],
    ]);
  });

  it.each([false, true])('searches a part of the object once; distinct: %s', (isDistinct) => {
    const faults = new Faults({ isDistinct, isBrief: false });
    const part = {};
    let searches = 0;
    const find = (): void => {
      searches++;
      faults.required(['metadata', 'name'], 'x');
    };
    for (let round = 0; round < 3; round++) faults.ofPart(part, find);
    expect([searches, faults.list.length]).toEqual([1, isDistinct ? 1 : 3]);
    faults.ofPart({}, find);
    expect(searches).toBe(2);
  });

  it('repeats only the faults of the part itself', () => {
    const faults = new Faults(plain);
    const part = {};
    faults.required(['ports'], 'before');
    faults.ofPart(part, () => faults.required(['metadata'], 'part'));
    faults.required(['ports'], 'after');
    faults.ofPart(part, () => faults.required(['metadata'], 'never'));
    expect(faults.list.map(({ detail }) => detail)).toEqual(['before', 'part', 'after', 'part']);
  });

  it('checks items beyond a limit unless it is brief', () => {
    expect(new Faults(plain).reach(150, 100)).toBe(150);
    const brief = new Faults({ isDistinct: true, isBrief: true });
    expect([brief.reach(150, 100), brief.reach(50, 100)]).toEqual([100, 50]);
  });

  it('is enough of it only if it is brief, and has very many', () => {
    const enough = (isBrief: boolean, count: number): boolean => {
      const faults = new Faults({ isDistinct: true, isBrief });
      for (let index = 0; index < count; index++) faults.required(['subsets', index], 'x');
      return faults.isEnough;
    };
    expect([enough(true, 19_999), enough(true, 20_000), enough(false, 20_000)]).toEqual([false, true, false]);
  });
});
