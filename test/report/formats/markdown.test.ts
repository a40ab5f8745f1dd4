import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { markdownWriter } from '../../../src/report/formats/markdown.ts';
import { finding, judged, named, print } from '../fixtures.ts';
import { hostileReport } from '../hostile.ts';
import { HARMLESS as TEXT, rendered } from './markdown-reader.ts';

const CODE = `<code>${TEXT}</code>`;
const LINES: readonly RegExp[] = [
  /^(?:<!-- sliceward -->|### sliceward|)$/,
  /^\d+ slices?: [\da-z, ]+$/,
  /^undecided for [\d a-z;,.:-]+$/,
  /^\| file \| deny \| warn \| audit \|$/,
  /^\| --- \| --: \| --: \| --: \|$/,
  new RegExp(String.raw`^\| ${CODE} \| \d+ \| \d+ \| \d+ \|$`, 'u'),
  /^<details><summary>\d+ [a-z ]+<\/summary>$/,
  /^<\/details>$/,
  new RegExp(`^- ${CODE}: ${TEXT}$`, 'u'),
  new RegExp(`^- ${CODE} ${CODE}$`, 'u'),
  new RegExp(`^- ${CODE} ${CODE} ${TEXT}(?: ${CODE})?: ${TEXT}$`, 'u'),
  /^(?:- )?and \d+ (?:files? )?more$/,
];

function strangeLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => !LINES.some((known) => known.test(line)));
}

describe('markdownWriter', () => {
  it('prints the golden file', async () => {
    const text = print(markdownWriter());
    expect(strangeLines(text)).toEqual([]);
    await expect(text).toMatchFileSnapshot('../../fixtures/report/report.md');
  });
  it('prints only the summary when there are no findings', () => {
    expect(print(markdownWriter(), [judged([])])).toBe(
      '<!-- sliceward -->\n### sliceward\n\n1 slice: 0 denied, no findings\n\n',
    );
  });
  it('fits into a comment, shows denials first, and counts what it does not show', () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      named(
        '#'.repeat(60),
        judged([
          finding(['endpoints', 0], { message: '*'.repeat(500), rule: `r${index}` }),
          finding(['endpoints', 0], { action: 'warn', message: '*'.repeat(500) }),
        ]),
        `${index}${'`'.repeat(199)}`,
      ),
    );
    const problems = many.map(({ source }) => ({ file: source.file, line: 1, column: 1, message: '<'.repeat(500) }));
    const text = print(markdownWriter(), many);
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(60_000);
    expect(strangeLines(text)).toEqual([]);
    expect(text).toMatch(/\nand \d+ files more\n/);
    const shown = text.match(/ r\d+\/loopback /g)?.length ?? 0;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(`<summary>2000 findings to deny</summary>`);
    expect(text).toContain(`- and ${2000 - shown} more\n`);
    expect(text).toContain(`<summary>2000 findings to warn</summary>`);
    const both = print(markdownWriter(), [...many, ...problems]);
    expect(both.length).toBeLessThanOrEqual(65_536);
    expect(both.match(/<details>/g)).toHaveLength(both.match(/<\/details>/g)?.length ?? 0);
  });
  it('has no markup from manifests, whatever text they hold', () => {
    fc.assert(
      fc.property(hostileReport, ({ file, message, entries }) => {
        const text = print(markdownWriter(), entries);
        expect(strangeLines(text)).toEqual([]);
        expect(text.match(/<\/?details>/g)).toHaveLength(6);
        expect(rendered(text)).toContain(`| <code>${plain(file, 200)}</code> | 1 | 1 | 0 |`);
        expect(rendered(text)).toContain(plain(message, 500).replaceAll('\u200b', ''));
      }),
    );
  });
});
