// Address ranges on numbers.
import type { Ip } from './ip.ts';

export interface RangeSet {
  contains(ip: Ip): boolean;
}
