// What a text consists of.

export type Token =
  | 'end'
  /** `---` or `...` at the beginning of a line. */
  | 'document mark'
  | 'block list'
  | 'block mapping'
  /** The end of a block list or mapping. */
  | 'block end'
  | '-'
  /** A key on one line, with its properties and its colon. */
  | 'key'
  | '?'
  /** A colon after anything else than such a key. */
  | ':'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  /** Anchor, tag, or both if they are on one line. */
  | 'properties'
  | 'alias'
  | 'scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';
