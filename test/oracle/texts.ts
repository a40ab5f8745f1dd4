// Texts for the members of a slice, right ones and such as are wrong in the ways that Kubernetes knows.
import fc from 'fast-check';

/** Mostly `right`; one in `rarity` is `wrong`. */
export function mostly<T, U>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<U>, rarity = 40): fc.Arbitrary<T | U> {
  return fc.oneof({ withCrossShrink: true }, { weight: rarity - 1, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

/** A member that may be absent or null. */
export function optional<T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | null | undefined> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 5 * weight, arbitrary: value },
  );
}

const NOT_ASCII = ['é', 'naïve', '\u212a', '\u0130', '\ud83d\ude00', '\ud800', 'ß'];
const STRANGE = [
  '',
  ' ',
  'a b',
  'a\nb',
  'a\n',
  '\u0000',
  'A',
  'a_b',
  '_',
  '-',
  '.',
  '/',
  '%',
  '*',
  'é'.repeat(32),
  `${'é'.repeat(31)}a`,
  ...NOT_ASCII,
];

export const strange = fc.oneof(fc.constantFrom(...STRANGE), fc.string({ unit: 'binary', maxLength: 8 }));

function labelOf(length: number): string {
  return 'a'.repeat(length);
}

/** 253 characters. */
const LONGEST_NAME = [labelOf(63), labelOf(63), labelOf(63), labelOf(61)].join('.');

const shortLabel = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);
export const dnsLabel = mostly(shortLabel, fc.constant(labelOf(63)), 20);
export const notDnsLabel = fc.oneof(
  fc.constantFrom(labelOf(64), 'a.b', 'a-', '-a', 'a.-b', 'Web', `${labelOf(64)}.b`),
  strange,
);

export const dnsName = mostly(
  fc.array(shortLabel, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
  fc.constantFrom(LONGEST_NAME, `${labelOf(64)}.b`, labelOf(253)),
  20,
);
export const notDnsName = fc.oneof(
  fc.constantFrom(
    `${LONGEST_NAME}a`,
    labelOf(254),
    'a..b',
    '.a',
    'a.',
    'a.-b',
    'a-.b',
    `${LONGEST_NAME}_`,
    'a/b',
    '..',
  ),
  strange,
);

const namePart = mostly(fc.stringMatching(/^[A-Za-z0-9]([\w.-]{0,6}[A-Za-z0-9])?$/), fc.constant(labelOf(63)), 20);
const notNamePart = fc.oneof(fc.constantFrom(labelOf(64), `${labelOf(64)}-`, 'a-', '.a', 'a b'), strange);

export const qualifiedName = fc.oneof(
  namePart,
  fc.tuple(dnsName, namePart).map((parts) => parts.join('/')),
);
export const notQualifiedName = fc.oneof(
  notNamePart,
  fc.tuple(fc.oneof(dnsName, notDnsName), fc.oneof(namePart, notNamePart)).map((parts) => parts.join('/')),
  fc.constantFrom('a/b/c', '//', '/a', 'a/', 'Example.com/a', `${LONGEST_NAME}a/${labelOf(64)}-`),
);

export const labelValue = mostly(fc.oneof(namePart, fc.constant('')), fc.constant(labelOf(63)), 20);
export const notLabelValue = notNamePart;

export const generateName = fc.oneof(
  dnsName.map((name) => `${name}-`),
  dnsName,
  fc.constantFrom(`${labelOf(57)}-`, `${labelOf(58)}-`, LONGEST_NAME, `${LONGEST_NAME.slice(0, 251)}.-`, 'a.'),
);
export const notGenerateName = fc.oneof(
  notDnsName,
  notDnsName.map((name) => `${name}-`),
  // The server puts an "a" in place of the last two characters before it looks, and keeps 58 for the name.
  fc.constantFrom(
    'X-',
    'x.-',
    'a/-',
    'a%-',
    'é-',
    '--',
    'a--',
    `${labelOf(58)}/-`,
    `${labelOf(58)}%-`,
    `${labelOf(58)}_-`,
    `${labelOf(57)}_-`,
    `${labelOf(58)}é`,
  ),
);
