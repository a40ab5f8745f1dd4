// Addresses in every spelling, right and wrong, by the type of the slice.
import fc from 'fast-check';
import { formatIp } from '../../src/model/address/ip.ts';
import { dnsName, mostly, notDnsName, strange } from './texts.ts';

const octet = fc.oneof(
  { weight: 5, arbitrary: fc.nat(255) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 127, 169, 224, 254, 255) },
);
const octets = fc.tuple(octet, octet, octet, octet);
const paddedOctet = fc.tuple(octet, fc.nat(3)).map(([value, zeros]) => '0'.repeat(zeros) + value);
const padded = fc.array(paddedOctet, { minLength: 4, maxLength: 4 }).map((parts) => parts.join('.'));

const ordinaryIpv4 = fc.tuple(fc.integer({ min: 1, max: 100 }), octet, octet, octet).map((parts) => parts.join('.'));
const word = fc.oneof(fc.constant(0), fc.nat(0xffff), fc.nat(0xffff_ffff));
const ipv6 = fc
  .tuple(word, word, word, word)
  .map((words) => formatIp({ family: 6, words, canonical: true, mapped: false }));
const ordinaryIpv6 = fc
  .tuple(word, word, word)
  .map((rest) => formatIp({ family: 6, words: [0x2001_0db8, ...rest], canonical: true, mapped: false }));

const SPECIAL_IPV4 = [
  '0.0.0.0',
  '0.0.0.1',
  '127.0.0.1',
  '127.255.255.255',
  '128.0.0.1',
  '169.254.0.1',
  '169.255.0.1',
  '224.0.0.1',
  '224.0.1.1',
  '255.255.255.255',
  '240.0.0.1',
];
const NOT_IPV4 = [
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.4 ',
  ' 1.2.3.4',
  '256.1.1.1',
  '1.2.3.',
  '.1.2.3.4',
  '1..2.3',
  '0x1.2.3.4',
  '1.2.3.4/24',
  '16909060',
  '1.2.3.-4',
  '1.2.3.a',
];
// Longer than any address that a sane program writes, and one all the same.
const ZEROS = [
  `${'0'.repeat(80)}1.2.3.4`,
  `1.2.3.${'0'.repeat(100)}4`,
  `${'0'.repeat(80)}1::2`,
  `::${'0'.repeat(90)}`,
  `::ffff:${'0'.repeat(70)}1.2.3.4`,
];
const SPECIAL_IPV6 = [
  '::',
  '::1',
  '::2',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
  'ff12::1',
  'ff01::1',
  'ff05::2',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::',
  '::a9fe:a9fe',
];
const ODD_IPV6 = [
  '2001:DB8::1',
  '2001:db8:0::1',
  '2001:0db8::1',
  '2001:00db8::1',
  '2001:db8:0:0:1:0:0:1',
  '2001:db8::0:1',
  '1:0:2:3:4:5:6:7',
  '1::2:3:4:5:6:7',
  '0:0:0:0:0:0:0:1',
  '::ffff:1.2.3.4',
  '::ffff:127.0.0.1',
  '::ffff:0.0.0.0',
  '::FFFF:102:304',
  '::ffff:01.2.3.4',
  '::ffff:0:1.2.3.4',
  '::1.2.3.4',
  '::1.2.3.04',
  '64:ff9b::1.2.3.4',
];
const NOT_IPV6 = [
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  '1::2::3',
  ':::',
  ':',
  '1:',
  ':1::',
  '1::2:',
  '12345::',
  'fe80::1%eth0',
  '::ffff:1.2.3',
  '1.2.3.4::',
  '[::1]',
  '::g',
  '::1/64',
  '1:2:3:4:5:6:7:1.2.3.4',
];

/** An IPv6 address in eight groups, each with up to six zeros before it, perhaps in capitals. */
const expanded = fc
  .array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(0xffff)), fc.nat(6)), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map(([group, zeros]) => '0'.repeat(zeros) + group.toString(16)).join(':'))
  .chain((text) => fc.constantFrom(text, text.toUpperCase()));

const oddIp = fc.oneof(
  ...[SPECIAL_IPV4, NOT_IPV4, ZEROS, SPECIAL_IPV6, ODD_IPV6, NOT_IPV6].map((texts) => fc.constantFrom(...texts)),
  fc.nat(255).map((scope) => `ff${scope.toString(16).padStart(2, '0')}::1`),
  octets.map((parts) => parts.join('.')),
  padded,
  padded.map((text) => `::ffff:${text}`),
  padded.map((text) => `::${text}`),
  ipv6,
  expanded,
  fc.string({ unit: fc.constantFrom('0', '1', '2', '25', 'a', 'f', 'F', ':', '::', '.', '%', 'x'), maxLength: 45 }),
  strange,
);

const ordinaryName = fc
  .tuple(dnsName, fc.constantFrom('com', 'example.org', 'svc', 'internal.'))
  .map((parts) => parts.join('.'));
const LABEL_64 = 'b'.repeat(64);
const oddName = fc.oneof(
  dnsName,
  notDnsName,
  dnsName.map((name) => `${name}.`),
  notDnsName.map((name) => `${name}.com`),
  fc.constantFrom(
    'localhost',
    'example',
    'example.',
    'a.b..',
    '.',
    `${LABEL_64}.com`,
    `a.${LABEL_64}`,
    '*.example.com',
    '010.1.2.3',
    '10.1.2.3',
    '1.2.3.04.',
    'Example.com',
    'a_b.com',
  ),
  oddIp,
);

/** An address for a slice of this type, one in `rarity` odd; any for a type that does not exist. */
export function addressFor(type: string, rarity: number): fc.Arbitrary<string> {
  if (type === 'IPv4') return mostly(ordinaryIpv4, oddIp, rarity);
  if (type === 'IPv6') return mostly(ordinaryIpv6, oddIp, rarity);
  return type === 'FQDN' ? mostly(ordinaryName, oddName, rarity) : fc.oneof(ordinaryIpv4, oddIp, oddName);
}
