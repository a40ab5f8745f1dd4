import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { xmlAttributes, xmlText } from '../../../src/report/formats/xml.ts';
import { hostile } from '../hostile.ts';
import { readXml, type XmlElement } from '../well-formed-xml.ts';

function element(attributes: string, text = ''): XmlElement {
  return readXml(`<?xml version="1.0" encoding="UTF-8"?>\n<a${attributes}>${text}</a>`);
}

/** What a reader gets: XML has no noncharacters, so they are printed as a replacement character. */
function shown(text: string, max: number): string {
  return plain(text, max).replaceAll(/[\ufffe\uffff]/g, '\ufffd');
}

describe('xmlText and xmlAttributes', () => {
  it('are read back as the text they were made from', () => {
    fc.assert(
      fc.property(hostile, fc.nat(50), (text, limit) => {
        const max = limit + 2;
        const { attributes, text: content } = element(xmlAttributes({ name: text }, max), xmlText(text, max));
        expect([attributes['name'], content]).toEqual([shown(text, max), shown(text, max)]);
      }),
    );
  });
  it('print each value in its order, and numbers as they are', () => {
    expect(xmlAttributes({ name: 'a "b"', tests: 3, line: 0 }, 100)).toBe(' name="a &quot;b&quot;" tests="3" line="0"');
    expect(xmlAttributes({}, 100)).toBe('');
  });
  it('keep the end of CDATA out of text', () => expect(xmlText(']]>', 100)).toBe(']]&gt;'));
  it('cut before they escape, so that no entity is cut', () => expect(xmlText('<<<', 2)).toBe('&lt;…'));
});
