// Building a value from events against building it from the tree.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/yaml/build.ts';
import { construct } from '../../src/yaml/construct.ts';
import { compose, parse } from '../../src/yaml/nodes.ts';
import { findNotes } from '../../src/yaml/notes.ts';
import { ReadError } from '../../src/yaml/read-error.ts';

const PLAIN = [
  'a',
  'b c',
  '1',
  '010',
  '0x1F',
  '1e3',
  '1_000',
  '.5',
  '-0',
  '.NaN',
  '.inf',
  'on',
  'No',
  '~',
  'null',
  '<<',
  '__proto__',
  '2024-01-01',
];
const OTHER = [
  '"q\\n\\u00e9"',
  "'it''s'",
  '"on"',
  '"<<"',
  '""',
  '|\n    x\n    y\n',
  '>-\n    x\n    y\n',
  '!!str 1',
  '!!int "7"',
  '&x a',
  '*x',
  '&x {a: *x}',
];
const FLOW = ['', '{}', '[]', '{a: 1, "b": [1, on]}', '[{a: ~}, x]', '{a, b: }', '{? a : 1}', '[', '}', '# c'];
const SCALARS = [...PLAIN, ...OTHER, ...FLOW];
const KEYS = [
  'a',
  'b',
  '"a"',
  '1',
  '1.0',
  'on',
  '~',
  '<<',
  '__proto__',
  '? a\n',
  '.nan',
  '&k c',
  '!!str d',
  '[a]',
  'constructor',
];

/** Lines of block style at random depths: many are not YAML, most of the others are nested. */
const line = fc
  .tuple(fc.nat(3), fc.constantFrom('', '- ', '- - '), fc.constantFrom(...KEYS, undefined), fc.constantFrom(...SCALARS))
  .map(([depth, dash, key, scalar]) => `${'  '.repeat(depth)}${dash}${key === undefined ? '' : `${key}: `}${scalar}\n`);
const lines = fc.array(line, { minLength: 1, maxLength: 7 }).map((all) => all.join(''));

interface Tree {
  readonly value: unknown;
  readonly start: number;
  readonly rest: number | undefined;
  readonly hasNotes: boolean;
}

/** Undefined if the text cannot be read. */
function withTree(text: string): Tree | undefined {
  try {
    const { root, rest } = compose(text, parse(text));
    if (root === undefined) return undefined;
    return { value: construct(root), start: root.offset, rest, hasNotes: findNotes(root, []).length > 0 };
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}

function withoutTree(text: string): ReturnType<typeof build> {
  try {
    return build(text, parse(text));
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}

describe('build', () => {
  it('builds the same value as the tree, or gives up', () => {
    let count = 0;
    let quiet = 0;
    fc.assert(
      fc.property(lines, (text) => {
        const built = withoutTree(text);
        if (built === undefined) return;
        count++;
        const expected = withTree(text);
        // As JSON: matchers do not handle the keys `constructor` and `__proto__`, and the order of keys counts.
        expect(JSON.stringify([built.value, built.start])).toBe(JSON.stringify([expected?.value, expected?.start]));
        expect(expected?.rest).toBeUndefined();
        // It may announce notes where there are none, but must not miss one.
        expect(built.isNotable || expected?.hasNotes === false).toBe(true);
        if (!built.isNotable) quiet++;
      }),
      { numRuns: 5000 },
    );
    expect(count).toBeGreaterThan(150);
    expect(quiet).toBeGreaterThan(50);
    expect(count - quiet).toBeGreaterThan(50);
  });
  it('reads usual YAML', () => {
    const text = '# c\nkind: List\nitems:\n- {a: 1, b: [x, "y"]}\n- a: !\n';
    expect(withoutTree(text.replace('!', '~'))).toEqual({
      start: 4,
      value: { kind: 'List', items: [{ a: 1, b: ['x', 'y'] }, { a: null }] },
      isNotable: false,
    });
  });
  it.each([
    'a: &x 1',
    'a: !!str 1',
    '<<: {a: 1}',
    'a: .nan',
    '~: 1',
    '[a]: 1',
    'a',
    '"a"',
    '',
    '# c',
    'a: 1\n...\nb: 2',
    '['.repeat(60) + ']'.repeat(60),
  ])('gives up at %j', (text) => {
    expect(withoutTree(text)).toBeUndefined();
  });
});
