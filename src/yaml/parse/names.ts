// Texts that were read before. The keys of a manifest repeat from document to document, and V8 finds a member by a text
// that it knows several times as fast as by a new one.

/** Characters; longer texts seldom repeat. */
const LONGEST = 40;
/** A power of two. */
const SLOTS = 256;

/** Remembers one text for each of 256 hashes, whatever it reads. */
export class Names {
  readonly #known: (string | undefined)[] = Array.from({ length: SLOTS });

  /** The same as `text.slice(from, to)`. */
  slice(text: string, from: number, to: number): string {
    const length = to - from;
    if (length > LONGEST || length === 0) return text.slice(from, to);
    const hash = text.charCodeAt(from) * 7 + text.charCodeAt(to - 1) * 31 + length * 131;
    const known = this.#known[hash & (SLOTS - 1)];
    if (known !== undefined && known.length === length && text.startsWith(known, from)) return known;
    const own = text.slice(from, to);
    this.#known[hash & (SLOTS - 1)] = own;
    return own;
  }
}
