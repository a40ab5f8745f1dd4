// Numbers in place of untrusted texts.

/**
 * V8 does not hash a text beyond 16,383 units but uses its length (kMaxHashCalcLength in
 * https://github.com/v8/v8/blob/main/src/objects/string.h), so a Map of equally long texts would compare each with all
 * others.
 */
const MAX_HASHED = 16_000;

/**
 * Gives equal texts the same number, and each new text the next one, from 0. Takes time linear in the length of the
 * texts, whatever they are: a text too long to be hashed is cut into pieces.
 */
export class Numbers {
  readonly #short = new Map<string, number>();
  /** By the numbers of its pieces, which have a count of their own. */
  readonly #long = new Map<string, number>();
  readonly #pieces = new Map<string, number>();

  /** How many texts have a number. */
  get size(): number {
    return this.#short.size + this.#long.size;
  }

  of(text: string): number {
    if (text.length > MAX_HASHED) return noteIn(this.#long, this.#cutUp(text), this.size);
    return noteIn(this.#short, text, this.size);
  }

  /** Undefined if the text has no number. */
  find(text: string): number | undefined {
    if (text.length <= MAX_HASHED) return this.#short.get(text);
    const numbers = pieces(text).map((piece) => this.#pieces.get(piece));
    return numbers.includes(undefined) ? undefined : this.#long.get(numbers.join());
  }

  #cutUp(text: string): string {
    return pieces(text)
      .map((piece) => noteIn(this.#pieces, piece, this.#pieces.size))
      .join();
  }
}

function noteIn(known: Map<string, number>, text: string, next: number): number {
  const number = known.get(text);
  if (number !== undefined) return number;
  known.set(text, next);
  return next;
}

function pieces(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / MAX_HASHED) }, (_, index) =>
    text.slice(index * MAX_HASHED, (index + 1) * MAX_HASHED),
  );
}
