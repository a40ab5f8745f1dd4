// What a plain scalar means to kubectl. sigs.k8s.io/yaml reads YAML 1.1 (https://yaml.org/type/) with differences:
// octal may also be 0o17, and 1:30 and dates are text (https://github.com/yaml/go-yaml/blob/v2.4.4/resolve.go).

export type Scalar = string | number | boolean | null;

const CONSTANTS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((text): [string, Scalar] => [text, null]),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text): [string, Scalar] => [
    text,
    true,
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text): [string, Scalar] => [
    text,
    false,
  ]),
  ...['.nan', '.NaN', '.NAN'].map((text): [string, Scalar] => [text, NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text): [string, Scalar] => [text, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((text): [string, Scalar] => [text, -Infinity]),
]);

const LONGEST_CONSTANT = 5;

/**
 * The value of a scalar that is neither quoted nor tagged. `.nan` and `.inf`, which JSON cannot hold, become NaN and
 * Infinity.
 */
export function resolvePlain(text: string): Scalar {
  if (text.length <= LONGEST_CONSTANT) {
    const constant = CONSTANTS.get(text);
    if (constant !== undefined) return constant;
  }
  return resolveNumber(text) ?? text;
}

/** More digits do not fit into 64 bits. */
const WHOLE = /^([-+]?)(0|[1-9][0-9]{0,19})$/;
const HEXADECIMAL = /^([-+]?)(0[xX][0-9a-fA-F]+)$/;
const BINARY = /^([-+]?)(0[bB][01]+)$/;
const OCTAL = /^([-+]?)0[oO]?([0-7]+)$/;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** With a leading point Go allows underscores only between digits; in other numbers they are removed first. */
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
/** Digits that every notation reads alike, few enough to be exact. */
const SHORT_DECIMAL = /^[1-9][0-9]{0,14}$/;
/** The largest int64 of Go. */
export const MAX_SIGNED = 2n ** 63n - 1n;
/** Go reads integers into int64 or, without a sign, into uint64. What overflows these is not an integer. */
const MAX_INTEGER: ReadonlyMap<string, bigint> = new Map([
  ['', 2n ** 64n - 1n],
  ['+', MAX_SIGNED],
  ['-', 2n ** 63n],
]);

/** The integer that a plain scalar is to Go; undefined for everything else. */
export function integerOf(text: string): bigint | undefined {
  return /^[-+0-9]/.test(text) ? wholeNumber(text.replaceAll('_', '')) : undefined;
}

function resolveNumber(text: string): number | undefined {
  const first = text.charCodeAt(0);
  if (first === 0x2e) return FRACTION.test(text) ? finite(Number(text.replaceAll('_', ''))) : undefined;
  const isDigit = first >= 0x30 && first <= 0x39;
  if (!isDigit && first !== 0x2b && first !== 0x2d) return undefined;
  if (SHORT_DECIMAL.test(text)) return Number(text);
  const digits = text.replaceAll('_', '');
  const whole = wholeNumber(digits);
  if (whole !== undefined) return Number(whole);
  return DECIMAL.test(digits) ? finite(Number(digits)) : undefined;
}

/** The integer that Go reads in digits without underscores; undefined for all other text, and beyond its 64 bits. */
function wholeNumber(digits: string): bigint | undefined {
  const prefixed = HEXADECIMAL.exec(digits) ?? BINARY.exec(digits) ?? WHOLE.exec(digits);
  if (prefixed !== null) return signed(prefixed[1], BigInt(prefixed[2] ?? ''));
  const octal = OCTAL.exec(digits);
  return octal === null ? undefined : signed(octal[1], BigInt(`0o${octal[2]}`));
}

function signed(sign: string | undefined, magnitude: bigint): bigint | undefined {
  if (magnitude > (MAX_INTEGER.get(sign ?? '') ?? 0n)) return undefined;
  return sign === '-' ? -magnitude : magnitude;
}

/** Go cannot parse a number that overflows, and the scalar stays text. `+ 0` turns -0 into 0. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value + 0 : undefined;
}

/**
 * The JSON key that an unquoted key becomes: numbers and booleans turn into text. Undefined where kubectl refuses the
 * key: null, and integers that only fit without a sign (https://github.com/kubernetes-sigs/yaml/blob/v1.6.0/yaml.go).
 */
export function resolveKey(text: string): string | undefined {
  const value = resolvePlain(text);
  if (value === null) return undefined;
  if (typeof value !== 'number') return String(value);
  const whole = integerOf(text);
  if (whole === undefined) return fractionKey(value);
  return whole > MAX_SIGNED ? undefined : String(whole);
}

/** As many digits as all 32-bit fractions need. */
const MOST_DIGITS = 9;

/** The shortest text that is read as the same 32-bit fraction, as Go formats it with 'g'. */
function fractionKey(value: number): string {
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return Number.isNaN(single) ? '.nan' : single > 0 ? '.inf' : '-.inf';
  let digits = 1;
  while (digits < MOST_DIGITS && Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const [mantissa = '', exponent = '0'] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(single.toPrecision(digits)));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
