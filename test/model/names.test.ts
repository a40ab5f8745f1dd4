// The patterns against the expressions of k8s.io/apimachinery/pkg/util/validation and their limits on length.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DNS_LABEL, DNS_SUBDOMAIN, LABEL_VALUE } from '../../src/model/names.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_1123_LABEL = new RegExp(`^(?:${LABEL})$`);
const DNS_1123_SUBDOMAIN = new RegExp(String.raw`^(?:${LABEL}(\.${LABEL})*)$`);
const QUALIFIED_NAME = /^(?:([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;

const text = fc.string({ unit: fc.constantFrom('a', '0', '-', '.', '_', 'A', ' ', 'é', '\n'), maxLength: 6 });
/** Texts around the limit of 63 characters. */
const long = fc
  .tuple(fc.constantFrom('a', '-', 'A', 'a.', '.'), fc.integer({ min: 60, max: 64 }), text)
  .map(([unit, length, end]) => unit.repeat(length).slice(0, length) + end);
const anyText = fc.oneof(text, long);

describe('names', () => {
  it('has the syntax of DNS labels of the API server', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        expect(DNS_LABEL.test(name)).toBe(name.length <= 63 && DNS_1123_LABEL.test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('has the syntax of DNS subdomains, the length of which the caller checks', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        expect(DNS_SUBDOMAIN.test(name)).toBe(DNS_1123_SUBDOMAIN.test(name));
      }),
      { numRuns: 2000 },
    );
  });

  it('has the syntax of label values except the empty one', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        expect(LABEL_VALUE.test(value)).toBe(value.length <= 63 && QUALIFIED_NAME.test(value));
      }),
      { numRuns: 2000 },
    );
  });
});
