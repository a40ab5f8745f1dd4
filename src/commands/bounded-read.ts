// Reading a file that may be anything, such as /dev/zero.

/** The whole file, or undefined if it has more than `max` bytes. Throws what reading throws. */
export async function readBounded(pieces: AsyncIterable<Uint8Array>, max: number): Promise<Buffer | undefined> {
  const all: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    all.push(piece);
    bytes += piece.length;
    if (bytes > max) return undefined;
  }
  return Buffer.concat(all);
}
