import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapMarkdown } from '../../scripts/wrap-markdown.ts';

const LONG = Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ');

const word = fc.oneof(
  fc.stringMatching(/^[a-z`(]{1,12}$/),
  fc.constantFrom('-', '1.', '#5', '> ', '+', '*bold*', '|', '[a](b)', '—').map((text) => text.trim()),
);
const prose = fc.array(word, { minLength: 1, maxLength: 80 }).map((parts) => ['Begin', ...parts].join(' '));

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((part) => part !== '');
}

describe('wrapMarkdown', () => {
  it('keeps every word, and wraps a second time to the same', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('', '- ', '  - ', '3. '), prose), { maxLength: 5 }), (items) => {
        const text = items.map(([marker, line]) => `${marker}${line}`).join('\n');
        const wrapped = wrapMarkdown(text);
        expect(words(wrapped)).toEqual(words(text));
        expect(wrapMarkdown(wrapped)).toBe(wrapped);
      }),
    );
  });
  it('begins no line with what would be a list, a quote, a heading or a table', () => {
    fc.assert(
      fc.property(prose, (text) => {
        for (const line of wrapMarkdown(text).split('\n')) expect(line).not.toMatch(/^(?:[-+*>#|]|\d+\.( |$))/);
      }),
    );
  });
  it('has lines of at most 120 characters', () => {
    expect(
      Math.max(
        ...wrapMarkdown(LONG)
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(120);
  });
  it('indents the lines of a list item below its text', () => {
    const [first, second, ...rest] = wrapMarkdown(`12. ${LONG}\n- next`).split('\n');
    expect(first).toMatch(/^12\. word0 /);
    expect(second).toMatch(/^ {4}word/);
    expect(rest.at(-1)).toBe('- next');
  });
  it.each([
    ['a table', `| ${LONG} |`],
    ['a heading', `# ${LONG}`],
    ['code', `\`\`\`text\n${LONG}\n\`\`\``],
    ['a comment', `<!-- ${LONG} -->`],
    ['a short paragraph', 'one\ntwo'],
  ])('leaves %s', (_what, text) => {
    expect(wrapMarkdown(text)).toBe(text);
  });
});
