// PEM (RFC 7468) taken apart strictly: Go, and so every API server, passes over what it cannot read in silence and then trusts nobody, so here it is told.
import { plain } from './plain.ts';

/** One block from BEGIN to END. */
export interface PemBlock {
  /** `CERTIFICATE`. */
  readonly label: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** Between BEGIN and END, without white space around them. */
  readonly lines: readonly string[];
}

export interface Pem {
  readonly blocks: readonly PemBlock[];
  /** The line of the first mark of a private key, in whatever state; undefined if there is none. */
  readonly privateKey: number | undefined;
  /** Why not all of it can be read: a sentence's predicate, of which the file is the subject. The first mistake in how blocks begin and end, or no text at all. */
  readonly fault: string | undefined;
}

const MARK = '-----';
const BEGIN = `${MARK}BEGIN `;
const END = `${MARK}END `;

/**
 * The blocks of a file. What stands between them is passed over, as are lines that begin with "#"; blocks may be indented, and a byte-order mark in front of
 * one is white space. Linear in the file.
 */
export function readPem(bytes: Uint8Array): Pem {
  const fault = notText(bytes);
  return fault === undefined ? readText(new TextDecoder().decode(bytes)) : { blocks: [], privateKey: undefined, fault };
}

function readText(text: string): Pem {
  const blocks: PemBlock[] = [];
  let privateKey: number | undefined;
  let fault: string | undefined;
  let open: { readonly label: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim();
    if (isKeyMark(line)) privateKey ??= index + 1;
    const mark = markOf(line);
    if (mark === undefined) {
      open?.lines.push(line);
      continue;
    }
    if (mark === 'malformed') fault ??= `has a BEGIN or END in line ${index + 1} that is no line of its own`;
    else if (mark.begins) {
      if (open !== undefined)
        fault ??= `ends the ${labelText(open.label)} of line ${open.line} in its middle: another block begins in line ${index + 1}`;
      open = { label: mark.label, line: index + 1, lines: [] };
    } else {
      if (open === undefined) fault ??= `has an END in line ${index + 1} without a BEGIN before it`;
      else if (open.label === mark.label) blocks.push(open);
      else
        fault ??= `ends the ${labelText(open.label)} of line ${open.line} as a ${labelText(mark.label)} in line ${index + 1}`;
      open = undefined;
    }
  }
  if (open !== undefined)
    fault ??= `ends in the middle of a ${open.label === 'CERTIFICATE' ? 'certificate' : labelText(open.label)} (line ${open.line})`;
  return { blocks, privateKey, fault };
}

/** The bytes of a block; undefined for one that has headers (RFC 1421), for what is no base64, and for nothing. */
export function pemBytes({ lines }: PemBlock): Uint8Array | undefined {
  const base64 = lines.join('');
  // Only the length tells what padding is missing: atob would not ask.
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Why a file cannot be PEM text at all, with what to do; undefined if it may be. */
export function notText(bytes: Uint8Array): string | undefined {
  const [first, second = 0] = bytes;
  if (first === undefined) return 'is empty';
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return 'is UTF-16: save it as ASCII or UTF-8';
  // SEQUENCE with a length of more than one byte, as every certificate and every PKCS #12 file begins.
  if (first === 0x30 && second > 0x80)
    return 'is binary (DER or PKCS #12), not PEM: "openssl x509 -inform der" converts a certificate in DER';
  return bytes.includes(0) ? 'is no text (it holds NUL bytes; is it UTF-16?): save it as ASCII or UTF-8' : undefined;
}

/** The label as it may be printed. */
export function labelText(label: string): string {
  return plain(label, 40);
}

function isKeyMark(line: string): boolean {
  return line.includes('--') && line.toUpperCase().includes('PRIVATE KEY');
}

/** Whether a line begins or ends a block; `malformed` for one that seems to. */
function markOf(line: string): { readonly begins: boolean; readonly label: string } | 'malformed' | undefined {
  const begins = line.startsWith(BEGIN);
  if ((begins || line.startsWith(END)) && line.endsWith(MARK)) {
    const label = line.slice(begins ? BEGIN.length : END.length, -MARK.length);
    return label.includes('--') ? 'malformed' : { begins, label };
  }
  if (line.startsWith('#')) return undefined;
  return line.includes(BEGIN.trimEnd()) || line.includes(END.trimEnd()) ? 'malformed' : undefined;
}
