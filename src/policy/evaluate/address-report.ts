// Findings about addresses as reports like any other.
import type { Address } from '../../model/address/address.ts';
import type { AddressReport, Report } from '../rule.ts';

export function toReport({ endpoint, index, text }: Address, said: AddressReport): Report {
  return { at: ['endpoints', endpoint, 'addresses', index], seen: text, ...said };
}
