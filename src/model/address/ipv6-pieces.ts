// Where in a text whose colons are other signs an IPv6 address may stand, found in one look at each letter: a hundred thousand names may have a hundred
// pieces each.

/** Neighbouring pieces: the first one, and how many. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

/** Of an address without `::`. With one it has at most seven, for `::` stands for one at least. */
export const GROUPS = 8;
const BESIDE_GAP = GROUPS - 1;

const [ZERO, NINE, A, F] = [0x30, 0x39, 0x61, 0x66];

const [EMPTY, GROUP, WRONG] = [0, 1, 2];

export class Ipv6Pieces {
  readonly #text: string;
  readonly #separator: string;
  /** Where each begins; one more than there are, for the end. */
  readonly #starts: number[] = [0];
  readonly #kinds: number[] = [];

  /** `separator` is one letter, and no hexadecimal digit; the text has no upper case. */
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

  /** As an address is written. */
  text({ from, length }: Stretch): string {
    return this.#text
      .slice(this.#starts[from], (this.#starts[from + length] ?? 0) - 1)
      .replaceAll(this.#separator, ':');
  }

  /** Eight groups, the first that there are. */
  findEight(): Stretch | undefined {
    let groups = 0;
    for (let index = 0; index < this.#kinds.length; index++) {
      groups = this.#kinds[index] === GROUP ? groups + 1 : 0;
      if (groups === GROUPS) return { from: index - GROUPS + 1, length: GROUPS };
    }
    return undefined;
  }

  /** An address has one gap between its groups, or before or behind them, or eight groups and none. */
  findLongest(): Stretch | undefined {
    let longest = this.findEight();
    let before = 0;
    for (let index = 0; index < this.#kinds.length; index++) {
      if (this.#kinds[index] === EMPTY) longest = longer(longest, this.#aroundGap(index, before));
      before = this.#kinds[index] === GROUP ? before + 1 : 0;
    }
    return longest;
  }

  /** The longest address whose gap begins at an empty piece, with so many groups before it. */
  #aroundGap(index: number, before: number): Stretch | undefined {
    const isWide = this.#kinds[index + 1] === EMPTY;
    if (!isWide) {
      const most = Math.min(before, BESIDE_GAP - 1);
      const behind = this.#groupsFrom(index + 1, BESIDE_GAP - most);
      return most > 0 && behind > 0 ? { from: index - most, length: most + 1 + behind } : undefined;
    }
    const behind = this.#groupsFrom(index + 2, BESIDE_GAP);
    const most = Math.min(before, BESIDE_GAP);
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

/** The longer one, of equals the one that begins first. */
function longer(one: Stretch | undefined, other: Stretch | undefined): Stretch | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.length !== other.length) return one.length > other.length ? one : other;
  return one.from <= other.from ? one : other;
}

/** Of lower case. */
export function isHexDigit(code: number): boolean {
  return (code >= ZERO && code <= NINE) || (code >= A && code <= F);
}

/** A group has at most four digits beside zeros before them. */
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
