// The addresses of several subsets of v1 Endpoints, without duplicates.
import { isReadyCode, type SubsetAddresses } from './addresses.ts';
import { parseIp } from '../address/ip.ts';

/**
 * The places of the addresses, in the order of their numbers. If an address has several places, the first one that is
 * not ready counts, or else the first one.
 */
export function join(addresses: SubsetAddresses, subsets: readonly number[]): Int32Array {
  const [only = 0] = subsets;
  const places = subsets.length === 1 ? placesOf(addresses, only) : Int32Array.from(unite(addresses, subsets));
  const { codes } = addresses;
  const isSorted = places.every(
    (place, index) => index === 0 || (codes[places[index - 1] ?? 0] ?? 0) < (codes[place] ?? 0),
  );
  return isSorted ? places : places.toSorted((left, right) => (codes[left] ?? 0) - (codes[right] ?? 0));
}

function placesOf({ starts }: SubsetAddresses, subset: number): Int32Array {
  const from = starts[subset] ?? 0;
  const places = new Int32Array((starts[subset + 1] ?? 0) - from);
  for (let index = 0; index < places.length; index++) places[index] = from + index;
  return places;
}

function unite({ starts, codes }: SubsetAddresses, subsets: readonly number[]): Iterable<number> {
  const byNumber = new Map<number, number>();
  for (const subset of subsets) {
    for (let place = starts[subset] ?? 0; place < (starts[subset + 1] ?? 0); place++) {
      const code = codes[place] ?? 0;
      const known = byNumber.get(code >> 1);
      if (known === undefined || (isReadyCode(codes[known] ?? 0) && !isReadyCode(code))) byNumber.set(code >> 1, place);
    }
  }
  return byNumber.values();
}

/** Equal texts for the same addresses with the same readiness. */
export function contentOf({ codes }: SubsetAddresses, places: Int32Array): string {
  let text = '';
  for (const place of places) text += `${codes[place]} `;
  return text;
}

/**
 * Text that is not an address gets the family that it looks like: the API server refuses it, and `check` reports why.
 */
export function familyOf(text: string): 'IPv4' | 'IPv6' {
  const family = parseIp(text)?.family ?? (text.includes(':') ? 6 : 4);
  return family === 4 ? 'IPv4' : 'IPv6';
}
