// Whether a certificate is for a host, exactly as Go decides it (crypto/x509, VerifyHostname), because API servers are
// Go programs: the common name never counts, and a wildcard is the whole first label.
import { parseIp } from '../model/address/ip.ts';
import type { Names } from './general-names.ts';

/** `host` as an API server has it: `web.shop.svc`, or the host of a URL; an IPv6 address may be in brackets. */
export function isForHost({ dns, ips }: Names, host: string): boolean {
  const ip = parseIp(/^\[.+\]$/.test(host) ? host.slice(1, -1) : host);
  if (ip !== undefined) {
    const bytes = Buffer.alloc(16);
    for (const [index, word] of ip.words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
    const wanted = ip.family === 4 ? bytes.subarray(12) : bytes;
    return ips.some((one) => one.equals(wanted));
  }
  const name = host.toLowerCase();
  return dns.some((pattern) =>
    isHostName(name.replace(/\.$/, ''), false) && isHostName(pattern, true)
      ? matches(pattern.toLowerCase(), name.replace(/\.$/, ''))
      : pattern !== '' && pattern !== '.' && pattern.toLowerCase() === name,
  );
}

function isHostName(text: string, isPattern: boolean): boolean {
  if (text === '*') return false;
  return text
    .split('.')
    .every((label, index) => (isPattern && index === 0 && label === '*') || /^[a-z0-9_][a-z0-9_-]*$/i.test(label));
}

function matches(pattern: string, host: string): boolean {
  const [wanted, given] = [pattern.split('.'), host.split('.')];
  return (
    wanted.length === given.length &&
    wanted.every((label, index) => (index === 0 && label === '*') || label === given[index])
  );
}
