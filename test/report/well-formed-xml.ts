// A reader of XML 1.0 as far as the reports use it: elements, attributes and text. Whatever else stands there is an error.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of the element itself, without that of its children. */
  readonly text: string;
}

// What XML 1.0 allows (production 2), and nothing that would have to be normalised.
const CHARACTERS = /^[\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The root. Throws for what is not well-formed. */
export function readXml(text: string): XmlElement {
  if (!CHARACTERS.test(text)) throw new Error('a character that XML does not allow');
  if (!text.startsWith(DECLARATION)) throw new Error('no declaration');
  const reader = new Reader(text.slice(DECLARATION.length));
  const root = reader.element();
  if (reader.rest.trim() !== '') throw new Error(`after the root: ${reader.rest}`);
  return root;
}

class Reader {
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  element(): XmlElement {
    const [, name = '', attributeText = '', empty = ''] = this.#take(/^<([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/);
    const attributes: Record<string, string> = {};
    for (const [, key = '', value = ''] of attributeText.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
      if (key in attributes) throw new Error(`${key} twice`);
      attributes[key] = unescape(value);
    }
    if (empty !== '') return { name, attributes, children: [], text: '' };
    const children: XmlElement[] = [];
    let text = '';
    for (;;) {
      text += unescape(this.#take(/^[^<]*/)[0]);
      if (this.rest.startsWith('</')) break;
      children.push(this.element());
    }
    if (this.#take(/^<\/([a-z-]+)>/)[1] !== name) throw new Error(`${name} is not closed`);
    return { name, attributes, children, text };
  }

  #take(pattern: RegExp): RegExpExecArray {
    const match = pattern.exec(this.rest);
    if (match === null) throw new Error(`not well-formed: ${this.rest.slice(0, 80)}`);
    this.rest = this.rest.slice(match[0].length);
    return match;
  }
}

function unescape(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replaceAll(/&([^;]*;?)/g, (_, reference: string) => {
    const character = ENTITIES[reference.slice(0, -1)];
    if (character === undefined || !reference.endsWith(';')) throw new Error(`&${reference}`);
    return character;
  });
}
