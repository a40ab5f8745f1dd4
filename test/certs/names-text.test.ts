import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issuerText, nameOf, namesText, subjectText } from '../../src/certs/names-text.ts';
import { authority, newLeaf } from '../admission/support.ts';
import { CERTIFICATES } from './verdicts.ts';

describe('subjectText and issuerText', () => {
  it('say who a certificate is for and who issued it', () => {
    const { certificate } = newLeaf();
    expect(subjectText(authority.certificate)).toBe(issuerText(certificate));
    expect(subjectText(certificate)).toMatch(/^CN=/);
  });

  it('have text for an empty name too, and one line for every certificate', () => {
    const texts = CERTIFICATES.flatMap((certificate) => [subjectText(certificate), issuerText(certificate)]);
    for (const text of texts) expect(text).toMatch(/^[^\n]+$/);
    expect(CERTIFICATES.length).toBeGreaterThan(10);
  });
});

describe('namesText', () => {
  it('lists the first six names, DNS names before addresses', () => {
    const dns = ['web.shop.svc', 'web.shop'];
    const ips = [Buffer.from([10, 0, 0, 1]), Buffer.alloc(16)];
    expect(namesText({ dns, ips, others: 0 })).toBe('web.shop.svc, web.shop, 10.0.0.1, 0:0:0:0:0:0:0:0');
    const many = Array.from({ length: 9 }, (_, index) => `n${index}`);
    expect(namesText({ dns: many, ips, others: 3 })).toBe('n0, n1, n2, n3, n4, n5 and 5 more');
    expect(namesText({ dns: [], ips: [], others: 1 })).toBe('');
  });

  it('is short and safe to print, whatever the names are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 })), (dns) => {
        const text = namesText({ dns, ips: [], others: 0 });
        expect(text).not.toMatch(/[\p{Cc}\u202e]/u);
        expect(text.length).toBeLessThan(6 * 102 + 20);
      }),
    );
    expect(nameOf('a\u202eb')).toBe('a\\u202eb');
  });
});
