// Strict reading of PEM (RFC 7468). Go, and so every API server, silently skips what it cannot read and then trusts no
// one, so mistakes are reported here.
import { plain } from './plain.ts';

/** One block from BEGIN to END. */
export interface PemBlock {
  /** `CERTIFICATE`. */
  readonly label: string;
  /** The line of its BEGIN, from 1. */
  readonly line: number;
  /** The lines between BEGIN and END, without white space around them. */
  readonly lines: readonly string[];
}

export interface Pem {
  readonly blocks: readonly PemBlock[];
  /** The first line with a private key marker, even a malformed one; undefined if there is none. */
  readonly privateKey: number | undefined;
  /**
   * Why some of it cannot be read, as a predicate whose subject is the file: the first mistake in its BEGIN and END
   * lines, or that it is not text.
   */
  readonly fault: string | undefined;
}

const MARK = '-----';
const BEGIN = `${MARK}BEGIN `;
const END = `${MARK}END `;

/**
 * The blocks of a file. Text between them is skipped, as are lines that begin with "#". Blocks may be indented, and a
 * byte-order mark before one counts as white space. Takes time linear in the size of the file.
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
    if (mark === 'malformed') fault ??= `has a BEGIN or END in line ${index + 1} that is not on a line of its own`;
    else if (mark.begins) {
      if (open !== undefined)
        fault ??= `has no END for ${blockText(open)} before another block begins in line ${index + 1}`;
      open = { label: mark.label, line: index + 1, lines: [] };
    } else {
      if (open === undefined) fault ??= `has an END in line ${index + 1} without a BEGIN before it`;
      else if (open.label === mark.label) blocks.push(open);
      else fault ??= `ends ${blockText(open)} as a ${labelText(mark.label)} in line ${index + 1}`;
      open = undefined;
    }
  }
  if (open !== undefined) {
    const kind = open.label === 'CERTIFICATE' ? 'certificate' : labelText(open.label);
    fault ??= `ends in the middle of a ${kind} (line ${open.line})`;
  }
  return { blocks, privateKey, fault };
}

/**
 * The bytes of a block; undefined for one with headers (RFC 1421), for text that is not base64, and for an empty block.
 */
export function pemBytes({ lines }: PemBlock): Uint8Array | undefined {
  const base64 = lines.join('');
  // atob accepts missing padding, so check the length.
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Why a file cannot be PEM text at all, and what to do; undefined if it may be. */
export function notText(bytes: Uint8Array): string | undefined {
  const [first, second = 0] = bytes;
  if (first === undefined) return 'is empty';
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return 'is UTF-16: save it as ASCII or UTF-8';
  // An ASN.1 SEQUENCE with a length of more than one byte: every certificate and every PKCS #12 file begins like this.
  if (first === 0x30 && second > 0x80)
    return 'is binary (DER or PKCS #12), not PEM: "openssl x509 -inform der" converts a certificate in DER';
  return bytes.includes(0) ? 'is not text (it has NUL bytes; is it UTF-16?): save it as ASCII or UTF-8' : undefined;
}

function blockText({ label, line }: Pick<PemBlock, 'label' | 'line'>): string {
  return `the ${labelText(label)} of line ${line}`;
}

/** The label, safe to print. */
export function labelText(label: string): string {
  return plain(label, 40);
}

function isKeyMark(line: string): boolean {
  return line.includes('--') && line.toUpperCase().includes('PRIVATE KEY');
}

/** Whether a line begins or ends a block; `malformed` for one that only seems to. */
function markOf(line: string): { readonly begins: boolean; readonly label: string } | 'malformed' | undefined {
  const begins = line.startsWith(BEGIN);
  if ((begins || line.startsWith(END)) && line.endsWith(MARK)) {
    const label = line.slice(begins ? BEGIN.length : END.length, -MARK.length);
    return label.includes('--') ? 'malformed' : { begins, label };
  }
  if (line.startsWith('#')) return undefined;
  return line.includes(BEGIN.trimEnd()) || line.includes(END.trimEnd()) ? 'malformed' : undefined;
}
