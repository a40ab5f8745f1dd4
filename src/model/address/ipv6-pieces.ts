// Finds IPv6 addresses in a text that has another separator than colons. Looks at each character once: a hundred
// thousand names may have a hundred pieces each.

/** Neighbouring pieces: the index of the first one, and how many there are. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

/** How many groups an address without `::` has. With one it has at most seven, because `::` replaces at least one. */
export const GROUPS = 8;
const MAX_BESIDE_GAP = GROUPS - 1;

const [ZERO, NINE, A, F] = [0x30, 0x39, 0x61, 0x66];

const [EMPTY, GROUP, WRONG] = [0, 1, 2];

export class Ipv6Pieces {
  readonly #text: string;
  readonly #separator: string;
  /** Where each piece begins; one more entry for the end. */
  readonly #starts: number[] = [0];
  readonly #kinds: number[] = [];

  /** `separator` is one character that is not a hexadecimal digit; the text has no upper-case letters. */
  constructor(text: string, separator: string) {
    this.#text = text;
    this.#separator = separator;
    const sign = separator.charCodeAt(0);
    let begin = 0;
    for (let at = 0; at <= text.length; at++) {
      if (at < text.length && text.charCodeAt(at) !== sign) continue;
      this.#kinds.push(kindOf(text, begin, at));
      this.#starts.push(at + 1);
      begin = at + 1;
    }
  }

  /** The pieces as an address is written, with colons. */
  text({ from, length }: Stretch): string {
    return this.#text
      .slice(this.#starts[from], (this.#starts[from + length] ?? 0) - 1)
      .replaceAll(this.#separator, ':');
  }

  /** The first run of eight groups. */
  findEight(): Stretch | undefined {
    let groups = 0;
    for (let index = 0; index < this.#kinds.length; index++) {
      groups = this.#kinds[index] === GROUP ? groups + 1 : 0;
      if (groups === GROUPS) return { from: index - GROUPS + 1, length: GROUPS };
    }
    return undefined;
  }

  /** The longest address: eight groups, or fewer with one gap between, before or after them. */
  findLongest(): Stretch | undefined {
    let longest = this.findEight();
    let before = 0;
    for (let index = 0; index < this.#kinds.length; index++) {
      if (this.#kinds[index] === EMPTY) longest = longer(longest, this.#aroundGap(index, before));
      before = this.#kinds[index] === GROUP ? before + 1 : 0;
    }
    return longest;
  }

  /** The longest address whose gap begins at an empty piece; `before` groups precede the gap. */
  #aroundGap(index: number, before: number): Stretch | undefined {
    const isWide = this.#kinds[index + 1] === EMPTY;
    if (!isWide) {
      const most = Math.min(before, MAX_BESIDE_GAP - 1);
      const behind = this.#groupsFrom(index + 1, MAX_BESIDE_GAP - most);
      return most > 0 && behind > 0 ? { from: index - most, length: most + 1 + behind } : undefined;
    }
    const behind = this.#groupsFrom(index + 2, MAX_BESIDE_GAP);
    const most = Math.min(before, MAX_BESIDE_GAP);
    const leading = behind > 0 ? { from: index, length: 2 + behind } : undefined;
    const trailing = most > 0 ? { from: index - most, length: most + 2 } : undefined;
    const alone = this.#kinds[index + 2] === EMPTY ? { from: index, length: 3 } : undefined;
    return longer(longer(trailing, leading), alone);
  }

  #groupsFrom(index: number, most: number): number {
    let count = 0;
    while (count < most && this.#kinds[index + count] === GROUP) count++;
    return count;
  }
}

/** The longer one; of equals the one that begins first. */
function longer(one: Stretch | undefined, other: Stretch | undefined): Stretch | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.length !== other.length) return one.length > other.length ? one : other;
  return one.from <= other.from ? one : other;
}

/** For lower case only. */
export function isHexDigit(code: number): boolean {
  return (code >= ZERO && code <= NINE) || (code >= A && code <= F);
}

/** A group has at most four digits, not counting leading zeros. */
function kindOf(text: string, from: number, to: number): number {
  let digits = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (!isHexDigit(code)) return WRONG;
    if (digits > 0 || code !== ZERO) digits++;
  }
  if (digits > 4) return WRONG;
  return from === to ? EMPTY : GROUP;
}
