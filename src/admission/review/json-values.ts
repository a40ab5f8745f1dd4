// How many values a JSON body holds, counted before it is parsed: 24 MiB of `[` take V8 1.4 GB and 2.6 s, and 24 MiB of
// `{},` end a small container.

/**
 * Twice what Kubernetes lets a slice hold (1,000 endpoints of 100 addresses) in object and oldObject, and as much again
 * for whatever else is there.
 */
export const MAX_VALUES = 500_000;

/** A smaller body is parsed as it is: the worst of them costs 100 MB for a tenth of a second. */
const ALWAYS_PARSED = 1024 * 1024;

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, OPEN_OBJECT] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** 1 for each byte that begins a value. */
const BEGINS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT ? 1 : 0,
);

/**
 * Whether there are more than `MAX_VALUES`, by the commas and opening brackets outside strings. Never true for a body
 * of 1 MiB or less.
 */
export function holdsTooManyValues(body: Buffer): boolean {
  return body.length > ALWAYS_PARSED && mayHoldTooMany(body) && holdsMore(body);
}

/** As if there were no strings, which takes a fifth of the time. */
function mayHoldTooMany(body: Buffer): boolean {
  let values = 0;
  for (let index = 0; index < body.length; index++) values += BEGINS[body[index] ?? 0] ?? 0;
  return values > MAX_VALUES;
}

function holdsMore(body: Buffer): boolean {
  let values = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === COMMA || byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++values > MAX_VALUES) return true;
    }
  }
  return false;
}
