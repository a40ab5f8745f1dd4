// Cursors for the tests of what moves them.
import fc from 'fast-check';
import { Cursor } from '../../../src/yaml/parse/cursor.ts';
import { Names } from '../../../src/yaml/parse/names.ts';
import { ReadError } from '../../../src/yaml/read-error.ts';

export function cursorAt(text: string, at = 0): Cursor {
  const cursor = new Cursor(text, false, new Names());
  cursor.at = at;
  return cursor;
}

/** What a reading gives, or the offset and the message of its error. */
export function outcome<Of>(read: () => Of): Of | string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return `${error.offset} ${error.message.replace('cannot be read as YAML: ', '')}`;
  }
}

/** Texts of the characters that mean something. */
export const soup = fc.string({
  unit: fc.constantFrom(...Array.from('ab:-?#,[]{} \n"\'&*!|>\t\r\\.012')),
  maxLength: 24,
});
