// The class of a writer, against a naive model.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LABELS } from '../../../src/model/slice.ts';
import { classesOf, classify, namespaceMatcher, type Trusted, type Writers } from '../../../src/policy/load/writers.ts';
import { slice } from '../fixtures.ts';

const name = fc.constantFrom('jane', 'joe', 'jan', 'jane2');
const manager = fc.constantFrom('shop', 'web', 'sho');
const entry = fc.record({
  user: name,
  managedBy: manager,
  globs: fc.constantFrom<readonly string[] | undefined>(undefined, ['shop'], ['sh*', 'dev'], ['dev']),
});
const controllers = fc.subarray(['jane', 'joe', 'system:apiserver']);

type Entry = typeof entry extends fc.Arbitrary<infer One> ? One : never;

function trustedBy({ user, managedBy, globs }: Entry): Trusted {
  return { user, managedBy, namespaces: namespaceMatcher(globs), rules: new Map() };
}

function metadataOf(namespace: string, managedBy: string | undefined) {
  return slice({ namespace, labels: managedBy === undefined ? {} : { [LABELS.managedBy]: managedBy } }).metadata;
}

describe('the class of a writer', () => {
  it('is that of a controller, else trusted by the first entry that fits, else other', () => {
    const classes = new Map<string, number>();
    fc.assert(
      fc.property(
        controllers,
        fc.array(entry, { maxLength: 4 }),
        name,
        fc.constantFrom('shop', 'dev'),
        fc.option(manager, { nil: undefined }),
        (exact, entries, user, namespace, managedBy) => {
          const trusted = entries.map(trustedBy);
          const writers: Writers = { controllers: new Set(exact), trusted };
          const fits = entries.findIndex(
            (one) =>
              one.user === user &&
              one.managedBy === managedBy &&
              (one.globs === undefined ||
                one.globs.includes(namespace) ||
                (one.globs.includes('sh*') && namespace === 'shop')),
          );
          const isController = exact.includes(user);
          const result = classify(writers, { name: user, groups: ['g'] }, metadataOf(namespace, managedBy));
          const expected = isController ? 'controller' : fits === -1 ? 'other' : 'trusted';
          expect(result.writer).toEqual({ class: expected, user, groups: ['g'] });
          expect(result.trusted).toBe(isController ? undefined : trusted[fits]);
          classes.set(expected, (classes.get(expected) ?? 0) + 1);
        },
      ),
      { numRuns: 2000 },
    );
    expect(
      [...classes]
        .filter(([, count]) => count > 50)
        .map(([one]) => one)
        .toSorted(),
    ).toEqual(['controller', 'other', 'trusted']);
  });

  it('is unknown where the user is not known', () => {
    const writers: Writers = { controllers: new Set(['', 'null', 'undefined']), trusted: [] };
    expect(classify(writers, undefined, metadataOf('shop', undefined))).toEqual({
      writer: { class: 'unknown', user: null, groups: [] },
      trusted: undefined,
    });
  });

  it('is not that of groups, nor of a user whose name begins alike', () => {
    const writers: Writers = { controllers: new Set(['system:apiserver']), trusted: [] };
    const classOf = (user: string, groups: string[]): string =>
      classify(writers, { name: user, groups }, metadataOf('shop', undefined)).writer.class;
    expect(classOf('jane', ['system:apiserver', 'system:masters'])).toBe('other');
    expect(classOf('system:apiserver2', [])).toBe('other');
    expect(classOf('system:apiserver', [])).toBe('controller');
  });

  it('is one for each policy, and decided once', () => {
    const first: Writers = { controllers: new Set(['jane']), trusted: [] };
    const second: Writers = { controllers: new Set(), trusted: [] };
    const classOf = classesOf({ name: 'jane', groups: [] }, metadataOf('shop', undefined));
    expect([classOf({ writers: first }).writer.class, classOf({ writers: second }).writer.class]).toEqual([
      'controller',
      'other',
    ]);
    expect(classOf({ writers: first })).toBe(classOf({ writers: first }));
  });
});

it('namespaces are matched by any of the globs; without a list there is nothing to match', () => {
  expect(namespaceMatcher(undefined)).toBeUndefined();
  expect(['shop', 'dev', 'web'].map((one) => namespaceMatcher(['sh*', 'dev'])?.(one))).toEqual([true, true, false]);
  expect(namespaceMatcher([])?.('shop')).toBe(false);
});
