import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeItems } from '../../../src/yaml/edit/edit-items.ts';
import { applySplices } from '../../../src/yaml/edit/splice.ts';
import { compose } from '../../../src/yaml/compose.ts';
import { values } from '../values.ts';

/** The text without these items of the list under `v`; undefined if they cannot be removed. */
function remove(text: string, removed: readonly number[]): string | undefined {
  const { root } = compose(text);
  const list = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
  if (list?.kind !== 'sequence') throw new Error(text);
  const splices = removeItems(text, list, new Set(removed), 1);
  return splices && applySplices(text, splices);
}

/** Items as lines of a block list, and as text between brackets. */
const ITEMS = [
  { block: '- a\n', flow: 'a' },
  { block: '- b: 1\n  c: 2\n', flow: '{b: 1, c: 2}' },
  { block: '- "d, e]" # f\n', flow: '"d, e]"' },
  { block: '- g: |\n    g\n', flow: '{g: "g\\n"}' },
  { block: '-   h:\n      - i\n', flow: '{h: [i]}' },
] as const;

const choice = fc
  .tuple(
    fc.array(fc.record({ item: fc.constantFrom(...ITEMS), isRemoved: fc.boolean(), comment: fc.boolean() }), {
      minLength: 1,
    }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([items, newline]) => ({ items, newline }));

describe('removeItems from a block list', () => {
  it('removes exactly the lines of the items, unless none would remain', () => {
    fc.assert(
      fc.property(choice, fc.constantFrom('', '  '), ({ items, newline }, indent) => {
        const write = (kept: (item: (typeof items)[number]) => boolean): string => {
          const lines = items.map((own, index) => {
            const comment = own.comment ? `# ${index}\n` : '';
            return (comment + (kept(own) ? own.item.block : '')).replaceAll(/^(?=.)/gm, indent);
          });
          return `v:\n${lines.join('')}w: 1\n`.replaceAll('\n', newline);
        };
        const removed = items.flatMap(({ isRemoved }, index) => (isRemoved ? [index] : []));
        const expected = removed.length < items.length ? write(({ isRemoved }) => !isRemoved) : undefined;
        expect(
          remove(
            write(() => true),
            removed,
          ),
        ).toBe(expected);
      }),
    );
  });

  it('removes the last line of a text without a line break', () => {
    expect(remove('v:\n- a\n- b', [1])).toBe('v:\n- a\n');
  });

  it('does not remove an item that begins on the line of another dash', () => {
    const text = 'v:\n- - a\n  - b\n';
    const { root } = compose(text);
    const outer = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
    const inner = outer?.kind === 'sequence' ? outer.items[0] : undefined;
    if (inner?.kind !== 'sequence') throw new Error(text);
    expect(removeItems(text, inner, new Set([0]), 2)).toBeUndefined();
    expect(removeItems(text, inner, new Set([1]), 2)).toHaveLength(1);
  });

  it.each([
    ['a block scalar', 'v:\n- |\n  a\n- b\n'],
    ['an item with an anchor', 'v:\n- &x a\n- b\n'],
    ['an item on the line after its dash', 'v:\n-\n  a\n- b\n'],
  ])('does not remove %s, whose dash is not directly before it', (_what, text) => {
    expect(remove(text, [0])).toBeUndefined();
    expect(remove(text, [1])).toBe(text.replace('- b\n', ''));
  });
});

describe('removeItems from a flow list', () => {
  it('removes items with their commas, unless the first one or all would be removed', () => {
    const separator = fc.constantFrom(', ', ',', ' , ');
    fc.assert(
      fc.property(choice, separator, ({ items }, between) => {
        const text = `v: [${items.map(({ item }) => item.flow).join(between)}] # c\n`;
        const removed = items.flatMap(({ isRemoved }, index) => (isRemoved ? [index] : []));
        const kept = items.filter(({ isRemoved }) => !isRemoved).map(({ item }) => item.flow);
        const expected = removed.includes(0) ? undefined : `v: [${kept.join(between)}] # c\n`;
        expect(remove(text, removed)).toBe(expected);
      }),
    );
  });

  it('removes the lines of items that have lines of their own, also of the first one', () => {
    fc.assert(
      fc.property(choice, fc.boolean(), ({ items, newline }, hasTrailingComma) => {
        const write = (own: typeof items): string => {
          const lines = own.map(({ item, comment }, index) => {
            const comma = index < own.length - 1 || hasTrailingComma ? ',' : '';
            return `  ${item.flow}${comma}${comment ? ' # c' : ''}\n`;
          });
          return `v: [\n${lines.join('')} ]\n`.replaceAll('\n', newline);
        };
        const removed = items.flatMap(({ isRemoved }, index) => (isRemoved ? [index] : []));
        const expected = removed.length < items.length ? write(items.filter(({ isRemoved }) => !isRemoved)) : undefined;
        expect(remove(write(items), removed)).toBe(expected);
      }),
    );
  });

  it('reads as the list without the items', () => {
    const edited = remove('v: [\n  a, # one\n  {b: 1}, # two\n  c # three\n]\n', [1, 2]);
    expect(edited).toBe('v: [\n  a # one\n]\n');
    expect(values(edited ?? '')).toEqual([{ v: ['a'] }]);
  });
});
