import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Splitter } from '../../src/yaml/split.ts';

interface Part {
  readonly kind: 'json' | 'yaml';
  readonly text: string;
  /** From the end of the document to the beginning of the next. */
  readonly separator: string;
  readonly isBad: boolean;
}

function split(text: string): readonly Part[] {
  const splitter = new Splitter();
  const parts: Part[] = [];
  for (let chunk = splitter.next(text, 0, true); chunk !== undefined; chunk = splitter.next(text, chunk.next, true)) {
    const { kind, start, end, next } = chunk;
    parts.push({
      kind,
      text: text.slice(start, end),
      separator: text.slice(end, next),
      isBad: chunk.kind === 'yaml' && chunk.isBad,
    });
  }
  return parts;
}

const line = fc.constantFrom('a: 1', '# ---', ' ---', 'x---', '--', '- -', '', 'é', '---é', '"', '[');
const document = fc.array(line, { maxLength: 4 }).map((lines) => lines.map((own) => `${own}\n`).join(''));
const separator = fc.constantFrom('---\n', '--- # c\n', '---\r\n', '---  \n');

describe('Splitter', () => {
  it('loses no character of YAML: its documents and separators joined are the text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(document, separator)), (parts) => {
        const text = parts.join('');
        expect(
          split(text)
            .map((part) => part.text + part.separator)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  /** Line by line, as kubectl reads: a separator with nothing before it stays in the document. */
  function documentsOf(text: string): readonly string[] {
    const documents: string[] = [];
    let own = '';
    for (const one of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      const isSeparator = one.startsWith('---') && own !== '';
      if (isSeparator) documents.push(own);
      own = isSeparator ? '' : own + one;
    }
    return own === '' ? documents : [...documents, own];
  }

  it('splits YAML at every line that begins with "---" behind other text, and nowhere else', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            document.map((own) => own.replaceAll('---é', 'é')),
            separator,
          ),
        ),
        (parts) => {
          const text = parts.join('');
          expect(split(text).map((part) => part.text)).toEqual(documentsOf(text));
        },
      ),
    );
  });

  it.each([
    ['---\n', false],
    ['--- # c\n', false],
    ['---\t\r\n', false],
    ['---', false],
    ['--- a: 1\n', true],
    ['----\n', true],
    ['---#c\n', false],
  ])('reports text other than a comment after ---: %j', (end, isBad) => {
    expect(split(`a: 1\n${end}`)).toEqual([{ kind: 'yaml', text: 'a: 1\n', separator: end, isBad }]);
  });

  it('reads JSON objects until something else follows, and YAML from there on', () => {
    expect(split('{"a": "---"}\n  \n{"c": 2,}\n---\n{"d": 3}').map(({ kind, text }) => [kind, text])).toEqual([
      ['json', '{"a": "---"}'],
      ['yaml', '  \n{"c": 2,}\n'],
      ['yaml', '{"d": 3}'],
    ]);
  });

  it.each([
    ['{"a": 1}{}\nb: 2', /^kubectl reads only JSON after several JSON objects/],
    ['{"a": 1}null b: 2', /^kubectl reads only JSON after several/],
    ['{"a": 1}\n[1]', /^kubectl reads this as JSON/],
    ['{a}', /^kubectl reads no YAML of less than 4 bytes here/],
    ['{"a": 1}\u3000', /^kubectl reads no YAML of less than 4 bytes/],
    ['{"a": 1}\ufffdb: 2', /^kubectl cannot read U\+FFFD after JSON/],
    ['{"a": 1}\n---\nb: 2', /^$/],
    ['{a: 1}', /^$/],
  ])('says what kubectl does not read after JSON: %j', (text, refused) => {
    const splitter = new Splitter();
    let chunk = splitter.next(text, 0, true);
    while (chunk?.kind === 'json') chunk = splitter.next(text, chunk.next, true);
    expect(chunk?.refused ?? '').toMatch(refused);
  });

  it('takes text for JSON only if its brace is near the beginning, as kubectl does', () => {
    const kinds = (space: string): readonly string[] => split(`${space}{"a": 1}`).map(({ kind }) => kind);
    expect(kinds(' '.repeat(4095))).toEqual(['json']);
    expect(kinds(' '.repeat(4096))).toEqual(['yaml']);
  });

  it('skips nulls only after a JSON object, as kubectl does', () => {
    expect(split('{"a": 1}null\nnull{"b": 2}').map(({ kind, text }) => [kind, text])).toEqual([
      ['json', '{"a": 1}'],
      ['json', '{"b": 2}'],
    ]);
    expect(split('null\n{"b": 2}')).toMatchObject([{ kind: 'yaml', text: 'null\n{"b": 2}' }]);
  });

  it('asks for more text where the end of a document may still come', () => {
    const text = '{"a": 1}\n';
    for (let length = 0; length < text.length - 1; length++)
      expect(new Splitter().next(text.slice(0, length), 0, false)).toBeUndefined();
    const splitter = new Splitter();
    expect(splitter.next('a: 1\n', 0, false)).toBeUndefined();
    expect(splitter.isJson).toBe(false);
    // The line of --- may still go on.
    expect(splitter.next('a: 1\n---', 0, false)).toBeUndefined();
    expect(splitter.next('a: 1\n--- \n', 0, false)).toMatchObject({ end: 5, next: 10, isBad: false });
  });
});

describe('a document whose beginning was discarded', () => {
  it('ends at the same separator wherever the rest begins', () => {
    const text = 'a: x\nb: ---\n---\nc: 1\n';
    const separatorAt = text.indexOf('\n---\n') + 1;
    for (let from = 0; from < separatorAt; from++) {
      const rest = new Splitter().rest(text.slice(from), true);
      expect(rest).toMatchObject({ end: separatorAt - from, next: separatorAt - from + 4, isBad: false });
    }
  });

  it('can be discarded up to a separator that may have begun', () => {
    fc.assert(
      fc.property(document, fc.nat(), (own, cut) => {
        const text = `x: 1\n${own}---\n`;
        const end = new Splitter().rest(text, true)?.end;
        const beginning = text.slice(0, cut % text.length);
        const discarded = new Splitter().spare(beginning);
        expect(discarded).toBeLessThanOrEqual(beginning.length);
        const rest = new Splitter().rest(text.slice(discarded), true)?.end;
        expect(rest === undefined ? undefined : rest + discarded).toBe(end);
      }),
    );
  });
});
