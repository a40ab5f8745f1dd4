import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutLogCommands } from '../../src/report/log-commands.ts';

/** As actions/runner finds them (ActionCommand.TryParse and TryParseV2), without knowing the names of commands. */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || /##\w*\[/.test(line);
}

describe('withoutLogCommands', () => {
  it.each([
    ['::error::x', String.raw`\u003a:error::x`],
    ['web.yaml:1:2: a::b', 'web.yaml:1:2: a::b'],
    ['a\n  ::stop-commands::t', String.raw`a` + '\n' + String.raw`  \u003a:stop-commands::t`],
    ['deny ##[add-mask]x', String.raw`deny \u0023#[add-mask]x`],
    ['##vso[task.setvariable]', String.raw`\u0023#vso[task.setvariable]`],
    ['## heading, issue #1 [a]', '## heading, issue #1 [a]'],
  ])('%j', (text, printed) => {
    expect(withoutLogCommands(text)).toBe(printed);
  });
  it('takes time in proportion to the text', () => {
    const count = 1_000_000;
    for (const piece of ['\r', '\u2028', ' ', '#', '##a', ':'])
      expect(withoutLogCommands(`${piece.repeat(count)}x`)).toContain('x');
  });
  it('leaves no command in any text, and changes nothing else', () => {
    const piece = fc.constantFrom('#', '[', ':', '::', '\n', ' ', '\t', 'a', '##[x]', '\u00a0', '\r');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const printed = withoutLogCommands(text);
        expect(printed.split('\n').filter(isCommand)).toEqual([]);
        expect(printed.replaceAll(String.raw`\u0023`, '#').replaceAll(String.raw`\u003a`, ':')).toBe(text);
      }),
    );
  });
});
