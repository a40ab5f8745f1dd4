import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  maskTrailingDash,
  refuseAnnotationKey,
  refuseLabel,
  refuseLabelValue,
  refuseQualifiedName,
  refuseSubdomain,
  utf8Length,
} from '../../../src/model/validation/formats.ts';
import { dnsName, labelValue, notDnsName, notQualifiedName, qualifiedName } from '../../oracle/texts.ts';

// The expressions in the messages of the API server.
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'A', '0', '-', '.', '_', '/', ' ', '\n', 'é'), maxLength: 12 }),
  dnsName,
  notDnsName,
  qualifiedName,
  notQualifiedName,
  fc.nat(300).map((length) => 'a'.repeat(length)),
);

function countOf(...faults: readonly boolean[]): number {
  return faults.filter(Boolean).length;
}

describe('follows the expressions of the server, with one entry for each error', () => {
  it('labels', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(refuseLabel(text)).toHaveLength(countOf(!LABEL.test(text), Buffer.byteLength(text) > 63));
      }),
    );
  });

  it('subdomains', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(refuseSubdomain(text)).toHaveLength(countOf(!SUBDOMAIN.test(text), Buffer.byteLength(text) > 253));
      }),
    );
  });

  it('label values', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, labelValue), (text) => {
        expect(refuseLabelValue(text)).toHaveLength(
          countOf(text !== '' && !NAME.test(text), Buffer.byteLength(text) > 63),
        );
      }),
    );
  });

  it('qualified names', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.boolean(), (before, after, isPrefixed) => {
        const text = isPrefixed ? `${before}/${after}` : after;
        const parts = text.split('/');
        const name = parts.at(-1) ?? '';
        const ofName = countOf(!NAME.test(name), name === '' || Buffer.byteLength(name) > 63);
        const prefix = parts.length === 2 ? parts[0] : undefined;
        const ofPrefix = prefix === undefined ? 0 : countOf(!SUBDOMAIN.test(prefix), Buffer.byteLength(prefix) > 253);
        expect(refuseQualifiedName(text)).toHaveLength(parts.length > 2 ? 1 : ofName + ofPrefix);
      }),
    );
  });
});

it('counts bytes as Go does', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(fc.property(text, (given) => utf8Length(given) === Buffer.byteLength(given)));
  expect(utf8Length('\ud800a\udc00')).toBe(7);
});

it('ignores the case of annotation keys, as Go lower-cases them', () => {
  // KELVIN SIGN and the dotted capital I become plain letters in lower case.
  expect(['Example.COM/Name', '\u212a', '\u0130'].map(refuseAnnotationKey)).toEqual([[], [], []]);
  expect(refuseAnnotationKey('É')).toHaveLength(1);
});

it('checks generateName as the server does, which loses a character', () => {
  expect(['web-', 'web.-', 'X-', '-', 'web', 'é-'].map(maskTrailingDash)).toEqual([
    'wea',
    'weba',
    'a',
    '-',
    'web',
    'é-',
  ]);
});

it('handles hostile texts in bounded time', () => {
  const long = `${'a-'.repeat(500_000)}!`;
  expect(
    [refuseLabel(long), refuseSubdomain(long), refuseLabelValue(long), refuseQualifiedName(long)].map(
      ({ length }) => length,
    ),
  ).toEqual([2, 2, 2, 2]);
});
