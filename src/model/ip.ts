// IP addresses as numbers. Reads what Kubernetes reads (Go's sloppy parser), tells what is canonical, and finds an IPv4 hidden in an IPv6.

/** An address: four 32-bit words, most significant first; an IPv4 address stands in the last one. */
export interface Ip {
  readonly family: 4 | 6;
  readonly words: readonly [number, number, number, number];
  /** Whether the text read was exactly what `formatIp` writes. */
  readonly canonical: boolean;
}

export declare function parseIp(text: string): Ip | undefined;
export declare function formatIp(ip: Ip): string;
