import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../src/model/plain.ts';
import { countsText } from '../../src/report/counts-text.ts';
import { CountsTable } from '../../src/report/counts-table.ts';
import { ANSI, PLAIN } from '../../src/report/palette.ts';
import { hostile } from './hostile.ts';

function tableOf(...names: readonly string[]): CountsTable {
  const table = new CountsTable();
  for (const [index, name] of names.entries()) table.add(name, { deny: names.length - index, warn: 0, audit: 12 });
  return table;
}

describe('countsText', () => {
  it('aligns the numbers under their headings, the worst first', () => {
    expect(countsText('namespace', tableOf('shop', 'kube-system-two'), 9, PLAIN)).toBe(`\
namespace           deny     warn    audit
shop                   2        0       12
kube-system-two        1        0       12

`);
  });
  it('is empty if nothing was counted', () => expect(countsText('rule', tableOf(), 9, PLAIN)).toBe(''));
  it.each([
    [2, undefined],
    [1, 'and 1 rule more'],
    [0, 'and 2 rules more'],
  ])('prints at most %i rows and counts the others', (max, others) => {
    const [, ...rows] = countsText('rule', tableOf('a', 'b'), max, PLAIN).trimEnd().split('\n');
    expect(rows).toHaveLength(max + (others === undefined ? 0 : 1));
    expect(rows[max]).toBe(others);
  });
  it('colours the heading and the number of others only', () => {
    const text = countsText('rule', tableOf('a', 'b'), 1, ANSI);
    expect(stripVTControlCharacters(text)).toBe(countsText('rule', tableOf('a', 'b'), 1, PLAIN));
    const [start, end] = ['\u001b[1m', '\u001b[0m'];
    expect(text.split('\n')).toEqual([
      `${start}rule     deny     warn    audit${end}`,
      expect.stringMatching(/^a/),
      `\u001b[2mand 1 rule more${end}`,
      '',
      '',
    ]);
  });
  it('prints any name in one line, with its numbers in their columns', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const [head = '', row = '', ...rest] = countsText('file', tableOf(name), 9, PLAIN).split('\n');
        expect(rest).toEqual(['', '']);
        expect(row.length).toBe(head.length);
        expect(row).toBe(`${plain(name, 300).padEnd(4)}        1        0       12`);
      }),
    );
  });
});
