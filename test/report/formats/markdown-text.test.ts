import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { inCode, prose } from '../../../src/report/formats/markdown-text.ts';
import { hostile } from '../hostile.ts';
import { HARMLESS, rendered } from './markdown-reader.ts';

describe('inCode and prose', () => {
  it('print any text as one line without markup, which a reader sees unchanged', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const written of [prose(text, 1000), inCode(text, 1000).slice('<code>'.length, -'</code>'.length)]) {
          expect(written).toMatch(new RegExp(`^${HARMLESS}$`, 'u'));
          expect(rendered(written)).toBe(plain(text, 1000).replaceAll('\u200b', ''));
        }
      }),
    );
  });
  it('mention no one and link nowhere', () => {
    expect(prose('@all a#1', 100)).toBe('&#64;&#8203;all a&#35;&#8203;1');
    expect(prose('https://a.b WWW.a.b', 100)).toBe('https&#58;//a.b WWW&#46;a.b');
  });
  it('cut before they escape, so that no escape is cut', () => {
    expect(prose('<<<', 2)).toBe('&#60;…');
    expect(inCode('|'.repeat(5), 3)).toBe('<code>&#124;&#124;…</code>');
  });
});
