import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authoritiesOf,
  hasMovedOn,
  holds,
  MAX_AUTHORITIES,
  wantedAuthorities,
} from '../../../src/certs/plan/authorities.ts';
import { TIMING } from '../../../src/certs/plan/timing.ts';
import { authority, configuration, DAY_MS, leafOf, NOW, serving, stateOf } from './states.ts';

const [old, current, next, foreign] = [
  authority('old', -3000, 3650),
  authority('current', -10, 3650),
  authority('next', 0, 3650),
  authority('foreign', -1, 3650),
];

function wanted(...args: Parameters<typeof stateOf>): readonly string[] {
  return wantedAuthorities(stateOf(...args), NOW, TIMING).map(({ id }) => id);
}

describe('wantedAuthorities', () => {
  it('are those of the Secret, each once, the current one first', () => {
    expect(wanted({ secret: { current, next, previous: [old, current] } })).toEqual(['current', 'next', 'old']);
    expect(authoritiesOf(stateOf({ secret: { previous: [old, old] } }).secret)).toEqual([old]);
  });

  it('include what is published anywhere: the Secret may have been lost', () => {
    expect(wanted({ published: [[old], [foreign]] })).toEqual(['foreign', 'old']);
    expect(wanted({ secret: { next }, published: [[old]] })).toEqual(['next', 'old']);
  });

  it('do not include what another program publishes', () => {
    const state = {
      ...stateOf({}),
      configurations: [configuration('validating', [foreign], { injector: 'cert-manager' })],
    };
    expect(wantedAuthorities(state, NOW, TIMING)).toEqual([]);
  });

  it('include none that has ended for more than a day', () => {
    expect(wanted({ secret: { current, previous: [authority('a', -30, 29), authority('b', -30, 28.5)] } })).toEqual([
      'current',
    ]);
    expect(wanted({ secret: { current, previous: [authority('a', -30, 29.5)] } })).toEqual(['current', 'a']);
  });

  it('are the ones of the Secret alone when every replica has moved on', () => {
    const secret = { current, leaf: leafOf(current, -2, 365) };
    const parts = { secret, published: [[current, foreign]] };
    expect(wanted({ ...parts, replicas: serving(current) })).toEqual(['current']);
    expect(wanted({ ...parts, replicas: serving(current, foreign) })).toEqual(['current', 'foreign']);
  });

  it('are bounded: those that serve are kept first, and all of the Secret', () => {
    const many = Array.from({ length: 50 }, (_, index) => authority(`published-${index}`, -index, 3650));
    const oldest = many.at(-1) ?? old;
    const found = wanted({ secret: { current }, published: [many], replicas: serving(oldest) });
    expect(found).toHaveLength(MAX_AUTHORITIES);
    expect(found.slice(0, 2)).toEqual(['current', oldest.id]);
    expect(wanted({ secret: { current, previous: many } })).toHaveLength(51);
  });
});

describe('hasMovedOn', () => {
  const secret = { current, leaf: leafOf(current, -2, 365), previous: [old] };

  it('is so when every replica was reached and serves from the current authority', () => {
    expect(hasMovedOn(stateOf({ secret, replicas: serving(current, current) }), NOW, TIMING)).toBe(true);
  });

  it.each([
    ['there is no replica', stateOf({ secret })],
    ['one serves from the old authority', stateOf({ secret, replicas: serving(current, old) })],
    ['one was not reached', stateOf({ secret, replicas: [...serving(current), { name: 'x', servesFrom: undefined }] })],
    [
      'one serves what no one issued',
      stateOf({ secret, replicas: [...serving(current), { name: 'x', servesFrom: [] }] }),
    ],
    [
      'the leaf is new',
      stateOf({ secret: { ...secret, leaf: leafOf(current, -0.9, 365) }, replicas: serving(current) }),
    ],
    [
      'the leaf is of the old one',
      stateOf({ secret: { ...secret, leaf: leafOf(old, -2, 365) }, replicas: serving(current) }),
    ],
    [
      'the leaf cannot be used',
      stateOf({
        secret: { ...secret, leaf: { ...leafOf(current, -2, 365), isUsable: false } },
        replicas: serving(current),
      }),
    ],
    ['there is no current one', stateOf({ secret: { ...secret, current: undefined }, replicas: serving(current) })],
  ])('is not so when %s', (_, state) => {
    expect(hasMovedOn(state, NOW, TIMING)).toBe(false);
  });

  it('is never so before the overlap has passed, whatever else', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 400, noNaN: true }), (age) => {
        const state = stateOf({ secret: { ...secret, leaf: leafOf(current, -age, 500) }, replicas: serving(current) });
        expect(hasMovedOn(state, NOW, TIMING)).toBe(age * DAY_MS >= TIMING.overlap);
      }),
    );
  });
});

describe('holds', () => {
  it('means each webhook', () => {
    const both = configuration('validating', [], {
      bundles: [
        { authorities: [old, current], isClean: true },
        { authorities: [current], isClean: true },
      ],
    });
    expect(['old', 'current', 'next'].map((id) => holds(both, id))).toEqual([false, true, false]);
  });
});

it('hasMovedOn is false while the Secret is new, however old its leaf is: an older one may have been put back', () => {
  const state = stateOf({ secret: { current, leaf: leafOf(current, -20, 365) }, replicas: serving(current) });
  const at = (secretUnchangedFor: number): boolean => hasMovedOn({ ...state, secretUnchangedFor }, NOW, TIMING);
  expect([at(0), at(TIMING.overlap - 1), at(TIMING.overlap)]).toEqual([false, false, true]);
});
