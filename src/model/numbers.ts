// Numbers in place of texts that a stranger chose.

/** V8 hashes no text beyond 16,383 units: it takes the length instead (String::kMaxHashCalcLength), and a Map of equally long texts compares each with all. */
const MAX_HASHED = 16_000;

/** Gives equal texts the same number, from 0, and others another. Linear in their length, whatever they are: what is too long to be hashed is cut up. */
export class Numbers {
  readonly #short = new Map<string, number>();
  /** By the numbers of their pieces. */
  readonly #long = new Map<string, number>();

  of(text: string): number {
    return text.length <= MAX_HASHED ? this.#numberIn(this.#short, text) : this.#numberIn(this.#long, this.#pieces(text).join());
  }

  #numberIn(known: Map<string, number>, text: string): number {
    const number = known.get(text);
    if (number !== undefined) return number;
    const next = this.#short.size + this.#long.size;
    known.set(text, next);
    return next;
  }

  #pieces(text: string): readonly number[] {
    const pieces: number[] = [];
    for (let from = 0; from < text.length; from += MAX_HASHED)
      pieces.push(this.#numberIn(this.#short, text.slice(from, from + MAX_HASHED)));
    return pieces;
  }
}
