import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/model/json-patch.ts';
import { rewriteScalar, writeBlock, writeInline, writeMember, type Style } from '../../../src/yaml/edit/write-value.ts';
import { compose } from '../../../src/yaml/compose.ts';
import type { ScalarNode } from '../../../src/yaml/nodes.ts';
import { values } from '../values.ts';

const YAML: Style = { isJson: false, space: ' ' };
const JSON_STYLE: Style = { isJson: true, space: ' ' };
const COMPACT: Style = { isJson: true, space: '' };

/** Texts that YAML reads as something else when they are not quoted, and any other. */
const text = fc.oneof(
  fc.constantFrom('', 'on', 'y', 'null', '~', '010', '1_000', '1e3', '.5', '.inf', '<<', '-', '- a', 'a: b', 'a #b'),
  fc.constantFrom('{a', '[a', 'a,b', '&a', '*a', '!a', '%a', '@a', '`a', '"a"', "it's", ' a', 'a ', 'a\nb', 'é', 'a:'),
  fc.string(),
);
const leaf = fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer(), fc.constantFrom(0.5, 1e21, -1e-7));
const { value } = fc.letrec<{ value: JsonValue; mapping: Record<string, JsonValue> }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('mapping')),
  mapping: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
}));
/** YAML rejects these even in quotes; JSON.stringify does not escape them. */
const isReadable = (written: string): boolean => !/[\u007f-\u009f\u2028\u2029\ufffe\uffff]|\\ud[89a-f]/.test(written);

function read(document: string): unknown {
  return JSON.stringify(values(document)[0]);
}

describe('writeInline', () => {
  it('reads as the value, in each style', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(YAML, JSON_STYLE, COMPACT), (one, style) => {
        const written = writeInline(one, style);
        fc.pre(isReadable(written));
        expect(written).not.toContain('\n');
        expect(read(`v: ${written}`)).toBe(JSON.stringify({ v: one }));
      }),
    );
  });

  it('is JSON in the style of JSON', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(writeInline(one, COMPACT)).toBe(JSON.stringify(one));
        expect(JSON.stringify(JSON.parse(writeInline(one, JSON_STYLE)))).toBe(JSON.stringify(one));
      }),
    );
  });

  it.each<[JsonValue, string]>([
    ['web', 'web'],
    ['example.com/team', 'example.com/team'],
    ['10.0.0.1', '10.0.0.1'],
    ['off', '"off"'],
    ['8080', '"8080"'],
    ['fd00::1', '"fd00::1"'],
    [{ ready: true, zones: ['a', 'b'] }, '{ready: true, zones: [a, b]}'],
    [{}, '{}'],
    [[], '[]'],
  ])('quotes only the text that needs it: %j', (one, written) => {
    expect(writeInline(one, YAML)).toBe(written);
  });
});

describe('writeMember', () => {
  it('uses the quotes and the space of the style', () => {
    expect(writeMember('a', 1, YAML)).toBe('a: 1');
    expect(writeMember('on', 1, YAML)).toBe('"on": 1');
    expect(writeMember('a', [1, 2], JSON_STYLE)).toBe('"a": [1, 2]');
    expect(writeMember('a', [1, 2], COMPACT)).toBe('"a":[1,2]');
  });
});

describe('writeBlock', () => {
  it('reads as the member, with any indentation', () => {
    fc.assert(
      fc.property(
        text,
        value,
        fc.constantFrom('', '  '),
        fc.constantFrom(' ', '  ', '    '),
        (key, one, indent, step) => {
          const lines = writeBlock(key, one, indent, step);
          fc.pre(isReadable(lines.join('')));
          expect(lines.filter((line) => !line.startsWith(indent) || line.includes('\n'))).toEqual([]);
          expect(read(`${lines.join('\n')}\n`)).toBe(JSON.stringify({ [key]: one }));
        },
      ),
    );
  });

  it('writes mappings in lines, and lists and empty mappings inline', () => {
    expect(writeBlock('a', { b: { c: 1 }, d: [{ e: 2 }], f: {} }, '  ', '    ')).toEqual([
      '  a:',
      '      b:',
      '          c: 1',
      '      d: [{e: 2}]',
      '      f: {}',
    ]);
  });
});

describe('rewriteScalar', () => {
  function spanOf(document: string): ScalarNode {
    const { root } = compose(document);
    const span = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
    if (span?.kind !== 'scalar') throw new Error(document);
    return span;
  }

  it.each<[string, JsonValue, string | undefined]>([
    ['v: a', 'b', 'b'],
    ['v: a', 'on', '"on"'],
    ['v: a', 'fd00::1', '"fd00::1"'],
    ['v: FD00::1', 'fd00::1', 'fd00::1'],
    ['v: FD00::1', '12:30', '12:30'],
    ['v: FD00::1', 'a: b', '"a: b"'],
    ['v: FD00::1', '::1', '"::1"'],
    ["v: 'a'", "it's", "'it''s'"],
    ["v: 'a'", 'a\nb', '"a\\nb"'],
    ['v: "a"', "it's", '"it\'s"'],
    ['v: "a"', true, 'true'],
    ['v:', 1, '1'],
    ['v: |\n  a\n', 'b', undefined],
    ['v: >-\n  a\n', 1, undefined],
  ])('keeps the quotes of %j for %j', (document, one, written) => {
    expect(rewriteScalar(spanOf(document), one, YAML)).toBe(written);
  });

  it('reads as the new value in place of the old one', () => {
    const documents = fc.constantFrom('v: a', 'v: FD00::1', "v: 'a'", 'v: "a"', 'v: [FD00::1, b]', "v: ['a', b]");
    fc.assert(
      fc.property(documents, leaf, (document, one) => {
        const { root } = compose(document);
        const own = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
        const span = own?.kind === 'sequence' ? own.items[0] : own;
        if (span?.kind !== 'scalar') throw new Error(document);
        const edited = document.slice(0, span.start) + rewriteScalar(span, one, YAML) + document.slice(span.end);
        fc.pre(isReadable(edited));
        expect(read(edited)).toBe(JSON.stringify({ v: own?.kind === 'sequence' ? [one, 'b'] : one }));
      }),
    );
  });
});
