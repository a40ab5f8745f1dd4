import { describe, expect, it } from 'vitest';
import { addressAdvice } from '../../../src/model/address/not-an-address.ts';

describe('addressAdvice', () => {
  it.each([
    ['', 'write an address, or remove the endpoint'],
    ['10.1.1.1:5432', 'write the address without the port'],
    ['[2001:db8::1]:443', 'write the address without the port'],
    ['[2001:db8::1]', 'write it without the brackets'],
    ['10.0.0.0/8', 'write one address, not a range'],
    ['2001:db8::/32', 'write one address, not a range'],
    ['https://10.1.1.1/x', 'write the IP address of its host'],
    ['postgres://db', 'write the IP address of its host'],
    ['010.0.0.1', 'without leading zeros'],
    ['10.0.0.08', 'without leading zeros'],
    ['10.60.4.8\u200b', 'remove the spaces and invisible characters'],
    [' 10.60.4.8', 'remove the spaces and invisible characters'],
    ['es-77.eu.example.net', 'ExternalName'],
    ['localhost', 'ExternalName'],
  ])('%j', (text, advice) => {
    expect(addressAdvice(text)).toContain(advice);
  });
  it.each(['10.0.0', '999.1.1.1', '2001:db8:::1', '::g', '?', 'a'.repeat(100_000), ':'.repeat(100_000)])(
    'is none for a text like nothing in particular',
    (text) => {
      expect(addressAdvice(text)).toBeUndefined();
    },
  );
});
