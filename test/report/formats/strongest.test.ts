import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Strongest } from '../../../src/report/formats/strongest.ts';

const ACTIONS = ['deny', 'warn', 'audit'] as const;

describe('Strongest', () => {
  it('keeps what sorting all by their action and cutting would keep', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ACTIONS), { maxLength: 30 }), fc.nat({ max: 10 }), (actions, max) => {
        const strongest = new Strongest<number>(max);
        for (const [index, action] of actions.entries()) strongest.add(action, () => `${action} ${index}`, index);
        const sorted = ACTIONS.flatMap((action) =>
          actions.flatMap((other, index) => (other === action ? [[`${action} ${index}`, index] as const] : [])),
        );
        expect(strongest.all).toEqual(sorted.slice(0, max));
        expect(strongest.dropped).toBe(Math.max(0, actions.length - max));
      }),
    );
  });
  it('makes no text for which there is no room', () => {
    const strongest = new Strongest<undefined>(1);
    strongest.add('warn', () => 'kept', undefined);
    strongest.add('audit', () => expect.unreachable(), undefined);
    expect(strongest.all).toEqual([['kept', undefined]]);
  });
});
