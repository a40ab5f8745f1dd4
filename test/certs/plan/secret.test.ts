import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secretStep } from '../../../src/certs/plan/secret.ts';
import type { State } from '../../../src/certs/plan/state.ts';
import { TIMING } from '../../../src/certs/plan/timing.ts';
import { authority, configuration, DAY_MS, leafOf, NOW, serving, stateOf } from './states.ts';

const [old, current, next] = [
  authority('old', -3000, 3650),
  authority('current', -10, 3650),
  authority('next', 0, 3650),
];
const leaf = leafOf(current, -2, 365);

function step(state: State): object {
  return secretStep(state, NOW, TIMING);
}

describe('an authority is created', () => {
  it.each<[string, State, string]>([
    ['there is nothing', stateOf({}), 'there is no authority that can be read'],
    [
      'the key of the current one is lost',
      stateOf({ secret: { current: { ...current, canIssue: false }, leaf }, published: [[current]] }),
      'the key of the authority is missing or damaged',
    ],
    [
      'the current one has lived two thirds',
      stateOf({ secret: { current: old, leaf: leafOf(old, -2, 365) }, published: [[old]] }),
      'the authority has lived most of its life',
    ],
    [
      'the current one is of the future',
      stateOf({ secret: { current: authority('late', 3, 3650) } }),
      'the authority is not valid yet: a clock has changed',
    ],
    [
      'the next one has ended too',
      stateOf({ secret: { current: old, next: authority('next', -3000, 3650) } }),
      'the authority has lived most of its life',
    ],
  ])('when %s', (_, state, reason) => {
    expect(step(state)).toEqual({ kind: 'createCa', reason });
  });
});

describe('a new authority', () => {
  const secret = { current: old, next, leaf: leafOf(old, -2, 365) };

  it('issues when every configuration has held it long enough', () => {
    expect(
      step(
        stateOf({
          secret,
          published: [
            [old, next],
            [old, next],
          ],
        }),
      ),
    ).toEqual({
      kind: 'issueLeaf',
      issuer: 'next',
      reason: 'the next authority is published everywhere',
    });
  });

  it('waits until every configuration holds it', () => {
    expect(step(stateOf({ secret, published: [[old, next], [old]] }))).toMatchObject({ kind: 'waitUntil', time: NOW });
  });

  it('waits until API servers have noticed', () => {
    fc.assert(
      fc.property(fc.nat(5 * 60_000), fc.nat(5 * 60_000), (one, other) => {
        const configurations = [
          configuration('validating', [old, next], { unchangedFor: one }),
          configuration('mutating', [old, next], { unchangedFor: other }),
        ];
        const left = TIMING.publishedFor - Math.min(one, other);
        expect(step({ ...stateOf({ secret }), configurations })).toMatchObject(
          left > 0 ? { kind: 'waitUntil', time: NOW + left } : { kind: 'issueLeaf' },
        );
      }),
    );
  });

  it('does not wait where no other is trusted: no call works yet', () => {
    const configurations = [configuration('validating', [next], { unchangedFor: 0 })];
    expect(step({ ...stateOf({ secret: { next } }), configurations })).toMatchObject({
      kind: 'issueLeaf',
      issuer: 'next',
    });
    expect(step(stateOf({ secret: { next } }))).toMatchObject({ kind: 'issueLeaf', issuer: 'next' });
  });

  it('is blocked by a configuration that another program writes and that works', () => {
    const injected = (authorities: Parameters<typeof configuration>[1]): State => ({
      ...stateOf({ secret }),
      configurations: [configuration('validating', authorities, { injector: 'cert-manager' })],
    });
    expect(step(injected([old]))).toMatchObject({ kind: 'blocked' });
    expect(step(injected([]))).toMatchObject({ kind: 'issueLeaf' });
  });

  it('lets the current one renew meanwhile', () => {
    const due = { ...secret, leaf: leafOf(old, -300, 365) };
    expect(step(stateOf({ secret: due, published: [[old, next], [old]] }))).toMatchObject({
      kind: 'issueLeaf',
      issuer: 'old',
    });
  });
});

describe('a leaf is renewed', () => {
  it.each<[string, State['secret']['leaf'], string]>([
    ['there is none', undefined, 'there is no certificate that can be read'],
    [
      'it cannot be used',
      { ...leaf, isUsable: false },
      'the certificate does not fit its key, or lacks a name of the Service',
    ],
    ['it is of another authority', { ...leaf, issuer: undefined }, 'the certificate is not of the current authority'],
    ['it is of the future', leafOf(current, 2, 365), 'the certificate is not valid yet: a clock has changed'],
    ['two thirds of its life are over', leafOf(current, -244, 365), 'the certificate has lived most of its life'],
    ['it has ended', leafOf(current, -400, 365), 'the certificate has lived most of its life'],
  ])('when %s', (_, own, reason) => {
    expect(step(stateOf({ secret: { current, leaf: own }, published: [[current]] }))).toEqual({
      kind: 'issueLeaf',
      issuer: 'current',
      reason,
    });
  });

  it('not before', () => {
    const state = stateOf({ secret: { current, leaf: leafOf(current, -243, 365) }, published: [[current]] });
    expect(step(state)).toMatchObject({ kind: 'waitUntil' });
  });

  it('not before its authority is published', () => {
    const state = stateOf({ secret: { current, leaf: leafOf(current, -300, 365) }, published: [[old]] });
    expect(step(state)).toMatchObject({ kind: 'waitUntil', time: NOW });
  });

  it('not again and again when it ends with its authority', () => {
    const short = authority('short', -250, 365);
    const state = stateOf({ secret: { current: short, next, leaf: leafOf(short, -250, 365) }, published: [[short]] });
    expect(step(state)).toMatchObject({ kind: 'waitUntil', time: NOW });
  });
});

describe('an old authority', () => {
  const secret = { current, previous: [old], leaf };

  it('is dropped when every replica was reached and has moved on', () => {
    expect(step(stateOf({ secret, published: [[current, old]], replicas: serving(current) }))).toEqual({
      kind: 'dropOldCa',
      authorities: ['old'],
      reason: 'every replica was reached and serves from the current authority',
    });
  });

  it('stays otherwise, and the plan says why nothing happens', () => {
    const state = stateOf({ secret, published: [[current, old]], replicas: serving(current, old) });
    expect(step(state)).toEqual({
      kind: 'blocked',
      reason: 'not every replica was reached and serves from the current authority',
    });
    const young = { ...secret, leaf: leafOf(current, -0.5, 365) };
    expect(step(stateOf({ secret: young, published: [[current, old]], replicas: serving(current) }))).toMatchObject({
      kind: 'waitUntil',
      time: NOW + DAY_MS / 2,
    });
  });
});

it('a plan looks again after half a day at the latest', () => {
  expect(step(stateOf({ secret: { current, leaf }, published: [[current]] }))).toEqual({
    kind: 'waitUntil',
    time: NOW + TIMING.recheck,
    reason: 'everything is as it ought to be',
  });
});
