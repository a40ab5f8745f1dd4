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

const HEXADECIMAL = /^([-+]?)(0[xX][0-9a-fA-F]+)$/;
const BINARY = /^([-+]?)(0[bB][01]+)$/;
const OCTAL = /^([-+]?)0[oO]?([0-7]+)$/;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** With a leading point Go allows underscores only between digits; in other numbers they are removed first. */
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
/** Go reads integers into int64 or, without a sign, into uint64. What overflows these is not an integer. */
const MAX_INTEGER: ReadonlyMap<string, bigint> = new Map([
  ['', 2n ** 64n - 1n],
  ['+', 2n ** 63n - 1n],
  ['-', 2n ** 63n],
]);

function resolveNumber(text: string): number | undefined {
  const first = text.charCodeAt(0);
  if (first === 0x2e) return FRACTION.test(text) ? finite(Number(text.replaceAll('_', ''))) : undefined;
  const isDigit = first >= 0x30 && first <= 0x39;
  if (!isDigit && first !== 0x2b && first !== 0x2d) return undefined;
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  return resolveInteger(digits) ?? (DECIMAL.test(digits) ? finite(Number(digits)) : undefined);
}

/** Prefixed integers and YAML 1.1 octals. Other integers are read as decimals. */
function resolveInteger(digits: string): number | undefined {
  const prefixed = HEXADECIMAL.exec(digits) ?? BINARY.exec(digits);
  if (prefixed !== null) return signed(prefixed[1], BigInt(prefixed[2] ?? ''));
  const octal = OCTAL.exec(digits);
  return octal === null ? undefined : signed(octal[1], BigInt(`0o${octal[2]}`));
}

function signed(sign: string | undefined, magnitude: bigint): number | undefined {
  if (magnitude > (MAX_INTEGER.get(sign ?? '') ?? 0n)) return undefined;
  return Number(sign === '-' ? -magnitude : magnitude);
}

/** Go cannot parse a number that overflows, and the scalar stays text. `+ 0` turns -0 into 0. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value + 0 : undefined;
}
