// Makes a text small that shows something: first of its lines, then of its characters, as many as can go.

/** Questions that one text may cost. */
const MAX_QUESTIONS = 5000;
/** The longest run that is tried at every place: a member of a mapping with its comma. */
const SHORT_RUN = 8;

/** The smallest text found for which `shows` holds, as it must for the given one. */
export async function shrink(text: string, shows: (text: string) => Promise<boolean>): Promise<string> {
  let left = MAX_QUESTIONS;
  const asks = async (smaller: string): Promise<boolean> => left-- > 0 && smaller.isWellFormed() && shows(smaller);
  const byLine = (await without(text.split(/(?<=\n)/), asks)).join('');
  let found = byLine;
  for (;;) {
    const smaller = await simplify((await without(Array.from(found), asks)).join(''), asks);
    if (smaller === found) return found;
    found = smaller;
  }
}

/** Takes away runs of parts: half of all, then ever shorter ones. */
async function without(parts: string[], shows: (text: string) => Promise<boolean>): Promise<string[]> {
  let kept = parts;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size > SHORT_RUN ? Math.ceil(size / 2) : size - 1) {
    for (let at = 0; at < kept.length;) {
      const fewer = kept.toSpliced(at, size);
      if (fewer.length > 0 && (await shows(fewer.join('')))) kept = fewer;
      else at += size > SHORT_RUN ? size : 1;
    }
  }
  return kept;
}

/** White space, what means something to YAML, and the letter that replaces all others. */
const PLAIN = /[ \t\na\-:?,[\]{}#&*!|>'"%@`]/;

/** Puts plain characters in place of others, so that the same fault has the same text. */
async function simplify(text: string, shows: (text: string) => Promise<boolean>): Promise<string> {
  let found = Array.from(text);
  for (const [at, character] of found.entries()) {
    if (PLAIN.test(character)) continue;
    const plain = character === '\r' ? '\n' : 'a';
    const simpler = found.with(at, plain);
    if (await shows(simpler.join(''))) found = simpler;
  }
  return found.join('');
}
