// One address of one endpoint: its text, where it stands and, unless it is a name, its number.
import { parseIp, type Ip } from './ip.ts';

export interface Address {
  readonly endpoint: number;
  readonly index: number;
  readonly text: string;
  /** Undefined when the text is no IP address at all. */
  readonly ip: Ip | undefined;
}

export function listAddresses(endpoints: readonly { readonly addresses: readonly string[] }[]): readonly Address[] {
  const all: Address[] = [];
  for (const [endpoint, { addresses }] of endpoints.entries()) {
    for (const [index, text] of addresses.entries()) all.push({ endpoint, index, text, ip: parseIp(text) });
  }
  return all;
}
