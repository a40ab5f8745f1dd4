// Names of JSON members without needless escapes: `"\u0065ndpoints"` becomes `"endpoints"` before a body is parsed.
//
// JSON.parse of Node 24.21 (V8 13.6) guesses each key from the objects it has built before. A key with an escape is
// compared with the guess by its raw text, and by its decoded length: after `{"a":1,"\\u0065ndp":2}`, in this body or
// in an earlier one, `{"a":1,"\u0065ndpoints":[]}` has no `endpoints`. So only a key with an escape is ever taken for
// another, and only for one that itself holds a backslash. What remains escaped here (quotes, backslashes, control
// characters, what is not ASCII) is in no name that is judged.
//
// Go's encoder, and so an API server, escapes `<`, `>` and `&` and no other printable character but the quote and the
// backslash: its bodies pass as they are.

const [QUOTE, BACKSLASH, SLASH, LOWER_U, ZERO] = [0x22, 0x5c, 0x2f, 0x75, 0x30];
/** What Go escapes, in keys too: `"`, `&`, `<`, `>`, `\`. */
const ESCAPED_BY_GO: ReadonlySet<number> = new Set([QUOTE, 0x26, 0x3c, 0x3e, BACKSLASH]);

/** The same JSON; `body` itself if there is nothing to do, as in whatever an API server writes. */
export function withPlainNames(body: Buffer): Buffer {
  return mayHideNames(body) ? rewritten(body) : body;
}

/** Native searches decide nearly always; a body with `\u00` is looked at byte by byte from there. May be true for a text like `\\u0065`. */
function mayHideNames(body: Buffer): boolean {
  if (!body.includes(BACKSLASH)) return false;
  if (body.includes('\\/', 0, 'latin1')) return true;
  const first = body.indexOf('\\u00', 0, 'latin1');
  if (first === -1) return false;
  for (let index = first; index < body.length; index++) {
    if (body[index] === BACKSLASH && isNeedless(escapedCode(body, index++))) return true;
  }
  return false;
}

function rewritten(body: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(body.length);
  let length = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index] ?? 0;
    if (byte === QUOTE) inString = !inString;
    // Outside a string a backslash is no JSON, and must not become any.
    if (byte !== BACKSLASH || !inString) {
      plain[length++] = byte;
      continue;
    }
    const next = body[index + 1] ?? 0;
    const code = escapedCode(body, index);
    if (isNeedless(code)) {
      plain[length++] = code;
      index += next === LOWER_U ? 5 : 1;
    } else {
      plain[length++] = byte;
      if (++index < body.length) plain[length++] = next;
    }
  }
  return plain.subarray(0, length);
}

/** The code that `\/` or `\u00XX` at this place stands for; -1 for any other escape. */
function escapedCode(body: Buffer, backslash: number): number {
  const kind = body[backslash + 1];
  if (kind === SLASH) return SLASH;
  if (kind !== LOWER_U || body[backslash + 2] !== ZERO || body[backslash + 3] !== ZERO) return -1;
  const [high, low] = [hexDigit(body[backslash + 4]), hexDigit(body[backslash + 5])];
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function isNeedless(code: number): boolean {
  return code >= 0x20 && code < 0x7f && !ESCAPED_BY_GO.has(code);
}

/** -1 for what is none. */
function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= ZERO && code <= 0x39) return code - ZERO;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
