// One address of one endpoint: its text, its position and, unless it is a name, its number.
import { parseIp, type Ip } from './ip.ts';

export interface Address {
  readonly endpoint: number;
  readonly index: number;
  readonly text: string;
  /** Undefined when the text is not an IP address. */
  readonly ip: Ip | undefined;
}

export function listAddresses(endpoints: readonly { readonly addresses: readonly string[] }[]): readonly Address[] {
  const all: Address[] = [];
  let endpoint = 0;
  for (const { addresses } of endpoints) {
    let index = 0;
    for (const text of addresses) all.push({ endpoint, index: index++, text, ip: parseIp(text) });
    endpoint++;
  }
  return all;
}
