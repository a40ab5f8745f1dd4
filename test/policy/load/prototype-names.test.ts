// A name that every JavaScript object has is an ordinary unknown name in a policy, reported with its place.
import { dump } from 'js-yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { prototypeNames } from '../../../src/policy/load/prototype-names.ts';
import { RULES } from '../../../src/rules/index.ts';

type Path = readonly (string | number)[];

const selector = {
  namespaces: { names: ['shop'] },
  labels: { tier: 'public' },
  writers: { users: ['jane'], serviceAccounts: ['shop/*'] },
  operations: ['CREATE'],
};

/** Every kind of map that a policy can have. */
const POLICY = {
  apiVersion: 'sliceward.dev/v1alpha1',
  kind: 'SlicePolicy',
  metadata: { name: 'p', labels: { app: 'p' } },
  spec: {
    preset: 'recommended',
    match: selector,
    exclude: selector,
    writers: {
      controllers: [],
      trusted: [{ user: 'a', managedBy: 'b', namespaces: ['shop'], rules: { zone: 'warn' } }],
    },
    networks: { pods: ['10.0.0.0/8'] },
    rules: {
      'endpoint-limit': { action: 'deny', match: selector, exclude: selector, options: { max: 3 } },
      'allowed-port': [{ action: 'deny', match: selector, options: { deny: [{ port: 10250, protocol: 'TCP' }] } }],
      'required-labels': { action: 'warn', options: { labels: { team: '^[a-z]+$' }, defaults: { team: 'a' } } },
    },
  },
};

/** Where any name is allowed, as in the labels of a slice. */
const OPEN = /^metadata|\.labels$|\.defaults$|\.networks$/;

function mapsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([name, member]) =>
    mapsIn(member, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return Array.isArray(value) ? below : [path, ...below];
}

const MARK = 'q-q-q';

/** The policy as a text in which a map has one more member, and the place of its name. */
function textWith(
  path: Path,
  name: string,
  value: unknown,
  print: (document: unknown) => string,
): { text: string; place: string } {
  const insert = (one: unknown, rest: Path): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    if (Array.isArray(one))
      return one.map((item: unknown, index) => (index === rest[0] ? insert(item, rest.slice(1)) : item));
    if (rest.length === 0) return { ...one, [MARK]: value };
    return Object.fromEntries(
      Object.entries(one).map(([key, member]) => [key, key === rest[0] ? insert(member, rest.slice(1)) : member]),
    );
  };
  const marked = print(insert(POLICY, path));
  const offset = marked.search(new RegExp(`"?${MARK}`));
  const before = marked.slice(0, offset).split('\n');
  return {
    text: marked.replace(MARK, name),
    place: `p.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}: ${[...path, name].join('.')}: `,
  };
}

function mistakes(text: string): string[] {
  try {
    loadPolicies([{ file: 'p.yaml', text }], { rules: RULES, sha256: () => '' });
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const printed = fc.constantFrom<((document: unknown) => string)[]>(
  (document) => JSON.stringify(document, null, 2),
  (document) => JSON.stringify(document),
  (document) => dump(document),
  (document) => dump(document, { flowLevel: 2 }),
  // An anchor sends the document to the tree, which reads aliases and merge keys.
  (document) => dump(document).replace('kind: ', 'kind: &kind '),
);
const values = fc.constantFrom<unknown[]>(null, 'deny', {}, { action: 'deny' }, ['10.0.0.0/8'], 7);

describe('a policy', () => {
  it('loads as it is here', () => {
    expect(mistakes(JSON.stringify(POLICY))).toEqual([]);
    expect(mapsIn(POLICY).length).toBeGreaterThan(30);
  });

  it('does not load with a member __proto__ anywhere, and says where', () => {
    fc.assert(
      fc.property(fc.constantFrom(...mapsIn(POLICY)), values, printed, (path, value, print) => {
        const { text, place } = textWith(path, '__proto__', value, print);
        // Once, whatever else it makes wrong.
        expect(mistakes(text).filter((line) => line.includes('__proto__'))).toEqual([
          expect.stringContaining(`${place}unknown name`),
        ]);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('does not load with another name of Object.prototype where names are known, and says where', () => {
    const closed = mapsIn(POLICY).filter((path) => !OPEN.test(path.join('.')));
    const names = fc.constantFrom('constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__');
    fc.assert(
      fc.property(fc.constantFrom(...closed), names, printed, (path, name, print) => {
        const { text, place } = textWith(path, name, 'deny', print);
        expect(mistakes(text)).toContainEqual(expect.stringContaining(`${place}unknown `));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('reports a name from a merge key', () => {
    const text =
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: p}\nspec:\n' +
      '  networks:\n    <<: {__proto__: [10.0.0.0/8]}\n    pods: [10.0.0.0/8]\n  rules: {zone: {action: warn}}\n';
    expect(mistakes(text)).toEqual([
      expect.stringMatching(/^p\.yaml:6:10: spec\.networks\.__proto__: unknown name "__proto__"/),
    ]);
  });
});

describe('prototypeNames', () => {
  it('reports a hundred at most', () => {
    expect(
      prototypeNames(JSON.parse(`[${Array.from({ length: 5000 }, () => '{"__proto__":1}').join(',')}]`)),
    ).toHaveLength(100);
  });
});
