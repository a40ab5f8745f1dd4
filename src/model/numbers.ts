// Numbers in place of texts that a stranger chose.

/** V8 hashes no text beyond 16,383 units: it takes the length instead (String::kMaxHashCalcLength), and a Map of equally long texts compares each with all. */
const MAX_HASHED = 16_000;

/** Gives equal texts the same number, from 0, and others another. Linear in their length, whatever they are: what is too long to be hashed is cut up. */
export class Numbers {
  readonly #short = new Map<string, number>();
  readonly #pieces = new Map<string, number>();
  /** By the numbers of their pieces. */
  readonly #long = new Map<string, number>();

  of(text: string): number {
    return text.length <= MAX_HASHED ? this.#numberIn(this.#short, text) : this.#numberIn(this.#long, this.#cut(text));
  }

  /** How many texts have a number. */
  get size(): number {
    return this.#short.size + this.#long.size;
  }

  /** The number that the text has been given; undefined, and none is given, if it has none. */
  find(text: string): number | undefined {
    if (text.length <= MAX_HASHED) return this.#short.get(text);
    return this.#long.size === 0 ? undefined : this.#long.get(this.#known(text));
  }

  #numberIn(known: Map<string, number>, key: string): number {
    const number = known.get(key);
    if (number !== undefined) return number;
    const next = this.size;
    known.set(key, next);
    return next;
  }

  /** Notes what pieces there are. */
  #cut(text: string): string {
    return piecesOf(text)
      .map((piece) => {
        const number = this.#pieces.get(piece) ?? this.#pieces.size;
        this.#pieces.set(piece, number);
        return number;
      })
      .join();
  }

  /** A piece that is in no text yet leaves a gap. */
  #known(text: string): string {
    return piecesOf(text)
      .map((piece) => this.#pieces.get(piece))
      .join();
  }
}

function piecesOf(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / MAX_HASHED) }, (_, index) =>
    text.slice(index * MAX_HASHED, (index + 1) * MAX_HASHED),
  );
}
