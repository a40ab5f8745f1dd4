// Slices that wait for the end of the input, because a fact that they need may be in it.
import type { ManifestSlice } from '../../manifests/read.ts';

/** Slices that wait, and UTF-16 code units of their documents. */
const MAX_SLICES = 100_000;
const MAX_TEXT = 128 * 1024 * 1024;

export class Waiting {
  #slices: ManifestSlice[] = [];
  #last: ManifestSlice['lines'] | undefined;
  #text = 0;

  /** False if there is no room: judge it with the facts that are known. */
  add(slice: ManifestSlice): boolean {
    // Items of one list share its text.
    const text = slice.lines === this.#last ? 0 : slice.lines.length;
    if (this.#slices.length === MAX_SLICES || this.#text + text > MAX_TEXT) return false;
    this.#last = slice.lines;
    this.#text += text;
    this.#slices.push(slice);
    return true;
  }

  /** In the order in which they were added; none wait afterwards. */
  take(): readonly ManifestSlice[] {
    const slices = this.#slices;
    this.#slices = [];
    return slices;
  }
}
