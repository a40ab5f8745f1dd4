// The schema of SARIF 2.1.0, as an oracle.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { z } from 'zod';

const isUri = (text: string): boolean => URL.canParse(text);
/** A URI reference of RFC 3986: its characters, and something that resolves. */
export const isReference = (text: string): boolean =>
  /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/.test(text) && URL.canParse(text, 'https://example.com/a/');

/** It is of draft 4, which ajv no longer reads; what it uses means the same in draft 7, but for the names of its own. */
function compileSchema(): (log: unknown) => readonly unknown[] {
  const schema = z
    .record(z.string(), z.unknown())
    .parse(
      JSON.parse(readFileSync('test/fixtures/sarif/sarif-2.1.0-rtm.5.json', 'utf8'), (key, value: unknown) =>
        ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
      ),
    );
  const ajv = new Ajv({
    strict: false,
    // One of its patterns is none by the rules of Unicode mode.
    unicodeRegExp: false,
    allErrors: true,
    validateSchema: false,
    formats: { uri: isUri, 'uri-reference': isReference, 'date-time': true },
  });
  const validate = ajv.compile(schema);
  return (log) => {
    validate(log);
    return validate.errors ?? [];
  };
}
/** What the standard's schema says against a log. */
export const sarifErrors = compileSchema();
